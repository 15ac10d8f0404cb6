"""Which addresses does this room answer (static publishing: files of public pages and what each of them depends on)?"""

from django.urls import URLPattern

app_name = "portal_pages"
urlpatterns: list[URLPattern] = []
