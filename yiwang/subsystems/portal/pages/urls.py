"""Which addresses does static publishing answer?"""

from django.urls import path

from yiwang.subsystems.portal.pages import office

app_name = "portal_pages"
HERE = "office/portal/pages/"
urlpatterns = [
    path(HERE, office.overview, name="overview"),
    path(f"{HERE}remake/", office.remake, name="remake"),
    path(f"{HERE}<int:page_id>/", office.page, name="page"),
    path(f"{HERE}<int:page_id>/remake/", office.remake_page, name="remake_page"),
]
