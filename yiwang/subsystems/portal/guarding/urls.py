"""Which addresses does this room answer (tamper protection: manifest, strict serving, watching)?"""

from django.urls import URLPattern

app_name = "portal_guarding"
urlpatterns: list[URLPattern] = []
