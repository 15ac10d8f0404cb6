"""Which addresses does this room answer?"""

from django.urls import URLPattern

app_name = "participation_topics"

urlpatterns: list[URLPattern] = []
