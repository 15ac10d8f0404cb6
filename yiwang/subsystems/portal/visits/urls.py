"""Which addresses does this room answer (visits counted without personal data)?"""

from django.urls import URLPattern

app_name = "portal_visits"
urlpatterns: list[URLPattern] = []
