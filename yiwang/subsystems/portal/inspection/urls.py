"""Which addresses does the inspection of websites answer?"""

from django.urls import URLPattern

app_name = "portal_inspection"
urlpatterns: list[URLPattern] = []
