"""Which addresses does this room answer?"""

from django.urls import URLPattern, URLResolver

app_name = "supervision_cards"
urlpatterns: list[URLPattern | URLResolver] = []
