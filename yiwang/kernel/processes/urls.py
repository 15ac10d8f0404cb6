"""Which addresses does this room answer?"""

from django.urls import URLPattern

app_name = "processes"

urlpatterns: list[URLPattern] = []
