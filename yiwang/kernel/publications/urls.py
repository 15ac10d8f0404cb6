"""Which addresses do search, feeds and site map have?"""

from django.urls import URLPattern

app_name = "publications"
urlpatterns: list[URLPattern] = []
