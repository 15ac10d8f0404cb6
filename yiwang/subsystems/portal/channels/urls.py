"""Which addresses do the channels answer: subscriptions, reading, web app, kiosk?"""

from django.urls import path

from yiwang.subsystems.portal.channels import office
from yiwang.subsystems.portal.channels.public import kiosk, preferences, sharing, subscribing, webapp

app_name = "portal_channels"
urlpatterns = [
    path("subscriptions/", subscribing.subscribe, name="subscribe"),
    path("subscriptions/asked/", subscribing.asked, name="asked"),
    path("subscriptions/code/<str:uid>/", subscribing.code, name="code"),
    path("subscriptions/confirm/<str:uid>/", subscribing.confirm, name="confirm"),
    path("subscriptions/<str:token>/", subscribing.subscription, name="subscription"),
    path("subscriptions/<str:token>/end/", subscribing.end, name="end"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/reading.css", preferences.reading_sheet, name="reading_sheet"),
    path("manifest.webmanifest", webapp.manifest, name="manifest"),
    path("service-worker.js", webapp.service_worker, name="service_worker"),
    path("offline/", webapp.offline, name="offline"),
    path("kiosk/", kiosk.kiosk, name="kiosk"),
    path("kiosk/leave/", kiosk.leave, name="kiosk_leave"),
    path("kiosk/<slug:hall>/", kiosk.kiosk, name="kiosk_hall"),
    path("a/<int:publication_id>/next/", sharing.following, name="next"),
    path("a/<int:publication_id>/previous/", sharing.previous, name="previous"),
    path("a/<int:publication_id>/qr.svg", sharing.qr_code, name="qr_code"),
    path("office/subscriptions/", office.subscriptions, name="subscriptions"),
]
