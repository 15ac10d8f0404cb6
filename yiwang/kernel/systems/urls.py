"""Which addresses do the pages about systems have?"""

from django.urls import path

from yiwang.kernel.systems import office

app_name = "systems"
urlpatterns = [
    path("office/systems/", office.system_list, name="list"),
    path("office/systems/register/", office.register_system, name="register"),
    path("office/systems/calls/", office.stuck_calls, name="stuck_calls"),
    path("office/systems/calls/<int:call_id>/retry/", office.retry_call, name="retry_call"),
    path("office/systems/calls/<int:call_id>/drop/", office.drop_call, name="drop_call"),
    path("office/systems/tokens/<int:token_id>/revoke/", office.revoke_token, name="revoke_token"),
    path("office/systems/<int:system_id>/", office.system_page, name="system"),
    path("office/systems/<int:system_id>/amend/", office.amend_system, name="amend"),
    path("office/systems/<int:system_id>/suspend/", office.suspend_system, name="suspend"),
    path("office/systems/<int:system_id>/resume/", office.resume_system, name="resume"),
    path("office/systems/<int:system_id>/tokens/", office.issue_token, name="issue_token"),
    path("office/systems/<int:system_id>/webhook/", office.set_webhook, name="webhook"),
    path("office/systems/<int:system_id>/webhook/secret/", office.renew_secret, name="renew_secret"),
    path("office/systems/<int:system_id>/webhook/remove/", office.remove_webhook, name="remove_webhook"),
    path("office/systems/<int:system_id>/webhook/try/", office.try_webhook, name="try_webhook"),
]
