"""Which addresses do the pages about units, people and posts have?"""

from django.urls import URLPattern

app_name = "organizations"
urlpatterns: list[URLPattern] = []
