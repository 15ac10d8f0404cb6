"""Which addresses does this room answer?"""

from django.urls import URLPattern, URLResolver

app_name = "supervision_watching"
urlpatterns: list[URLPattern | URLResolver] = []
