"""Which addresses does this room answer (subscriptions by e-mail and SMS, JSON feed, kiosk, installable web app)?"""

from django.urls import URLPattern

app_name = "portal_channels"
urlpatterns: list[URLPattern] = []
