"""Which addresses do messages have?"""

from django.urls import path

from yiwang.kernel.notifications import office

app_name = "notifications"
urlpatterns = [
    path("office/notices/", office.notices, name="list"),
    path("office/notices/read/", office.read_all, name="read_all"),
    path("office/notices/<int:number>/", office.notice, name="notice"),
    path("office/notices/<int:number>/read/", office.read_one, name="read"),
    path("office/notices/preferences/", office.preferences, name="preferences"),
    path("office/notices/outbox/", office.outbox, name="outbox"),
    path("office/notices/outbox/<int:number>/retry/", office.retry_message, name="retry"),
    path("office/notices/outbox/<int:number>/drop/", office.drop_message, name="drop"),
]
