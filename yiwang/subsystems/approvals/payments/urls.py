"""Which addresses does this room answer?"""

from django.urls import URLPattern

app_name = "payments"

urlpatterns: list[URLPattern] = []
