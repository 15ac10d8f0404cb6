"""Which addresses does this room answer (checks before publishing and wrong words)?"""

from django.urls import URLPattern

app_name = "portal_proofreading"
urlpatterns: list[URLPattern] = []
