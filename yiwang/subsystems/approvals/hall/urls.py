"""Which addresses does this room answer?"""

from django.urls import URLPattern

app_name = "hall"

urlpatterns: list[URLPattern] = []
