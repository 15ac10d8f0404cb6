"""Which addresses do the pages about units, people and posts have?"""

from django.urls import path

from yiwang.kernel.organizations.office import account

app_name = "organizations"
urlpatterns = [
    path("office/account/", account.account, name="account"),
    path("office/account/act-as/", account.act_as, name="act_as"),
    path("office/account/sessions/<int:session_id>/end/", account.end_session, name="end_session"),
    path("office/account/sessions/end-others/", account.end_other_sessions, name="end_other_sessions"),
]
