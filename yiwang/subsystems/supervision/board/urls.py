"""Which addresses does this room answer?"""

from django.urls import URLPattern, URLResolver

app_name = "supervision_board"
urlpatterns: list[URLPattern | URLResolver] = []
