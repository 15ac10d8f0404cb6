"""Which addresses does this room answer?"""

from django.urls import URLPattern, URLResolver

app_name = "supervision_sources"
urlpatterns: list[URLPattern | URLResolver] = []
