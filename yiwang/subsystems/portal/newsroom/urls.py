"""Which addresses does this room answer (assignments of reporters, archive of photographs and texts)?"""

from django.urls import URLPattern

app_name = "portal_newsroom"
urlpatterns: list[URLPattern] = []
