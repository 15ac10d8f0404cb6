"""Which addresses do visits answer?"""

from django.urls import path

from yiwang.subsystems.portal.visits import office

app_name = "portal_visits"
HERE = "office/portal/visits/"
urlpatterns = [
    path(HERE, office.visits, name="visits"),
    path(f"{HERE}<str:name>.csv", office.table, name="table"),
]
