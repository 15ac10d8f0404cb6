"""Which addresses does this room answer (supply of content between sites: submission, push, subscription, ranking, duties)?"""

from django.urls import URLPattern

app_name = "portal_supply"
urlpatterns: list[URLPattern] = []
