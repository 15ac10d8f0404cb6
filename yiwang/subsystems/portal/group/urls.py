"""Which addresses does this room answer (site group: opening, filing, redesign, closing, imports)?"""

from django.urls import URLPattern

app_name = "portal_group"
urlpatterns: list[URLPattern] = []
