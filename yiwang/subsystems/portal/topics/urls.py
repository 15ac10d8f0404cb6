"""Which addresses does this room answer (topics composed of blocks)?"""

from django.urls import URLPattern

app_name = "portal_topics"
urlpatterns: list[URLPattern] = []
