"""Which addresses does this room answer?"""

from django.urls import URLPattern

app_name = "applications"

urlpatterns: list[URLPattern] = []
