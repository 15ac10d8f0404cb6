"""Which addresses does this room answer?"""

from django.urls import URLPattern

app_name = "participation_surveys"

urlpatterns: list[URLPattern] = []
