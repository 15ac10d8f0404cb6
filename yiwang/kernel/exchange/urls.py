"""Which addresses does the exchange have?"""

from django.urls import path

from yiwang.kernel.exchange.office import (
    drafts,
    envelopes,
    groups,
    inbox,
    outbox,
    sending,
    statistics,
    writing,
)

app_name = "exchange"
urlpatterns = [
    path("office/exchange/", inbox.inbox, name="inbox"),
    path("office/exchange/e/<str:uid>/", envelopes.envelope, name="envelope"),
    path("office/exchange/e/<str:uid>/r/<int:number>/", envelopes.recipient, name="recipient"),
    path("office/exchange/e/<str:uid>/export/", envelopes.export, name="export"),
    path("office/exchange/sent/", outbox.sent, name="sent"),
    path("office/exchange/write/", writing.write, name="write"),
    path("office/exchange/write/recipients/", writing.recipients, name="recipients"),
    path("office/exchange/write/<int:draft_id>/", sending.send, name="send"),
    path("office/exchange/drafts/", drafts.drafts, name="drafts"),
    path("office/exchange/drafts/<int:draft_id>/discard/", drafts.discard, name="draft_discard"),
    path("office/exchange/groups/", groups.groups, name="groups"),
    path("office/exchange/groups/new/", groups.new, name="group_new"),
    path("office/exchange/groups/<int:group_id>/", groups.group, name="group"),
    path("office/exchange/groups/<int:group_id>/edit/", groups.edit, name="group_edit"),
    path("office/exchange/groups/<int:group_id>/remove/", groups.remove, name="group_remove"),
    path("office/exchange/statistics/", statistics.show, name="statistics"),
    path("office/exchange/statistics/export/", statistics.export, name="statistics_export"),
]
