"""Which addresses does this room answer?"""

from django.urls import path

from yiwang.subsystems.participation.letters.office import letter, lists, mailboxes, reply_templates
from yiwang.subsystems.participation.letters.public import embedding, pages, writing

app_name = "participation_letters"

OFFICE, KEPT = "office/letters/", "office/letters/mailboxes/"

urlpatterns = [
    path("letters/", pages.overview, name="overview"),
    path("letters/replies/", pages.replies, name="replies"),
    path("letters/replies/<slug:uid>/", pages.letter, name="letter"),
    path("letters/statistics/", pages.figures, name="statistics"),
    path("letters/statistics/letters/", pages.behind, name="behind"),
    path("letters/again/", writing.again, name="again"),
    path("letters/api/suggestions/", embedding.interface, name="interface"),
    path("letters/embed/<slug:key>/", embedding.frame, name="frame"),
    path("letters/to/<slug:code>/", writing.write, name="write"),
    path(OFFICE, lists.letter_list, name="letter_list"),
    path(f"{OFFICE}letters.csv", lists.letter_table, name="letter_table"),
    path(f"{OFFICE}enter/", lists.enter, name="letter_enter"),
    path(f"{OFFICE}decline/", lists.decline_many, name="decline_many"),
    path(KEPT, mailboxes.mailbox_list, name="mailbox_list"),
    path(f"{KEPT}new/", mailboxes.mailbox_new, name="mailbox_new"),
    path(f"{KEPT}<int:mailbox_id>/", mailboxes.mailbox, name="mailbox"),
    path(f"{KEPT}<int:mailbox_id>/sites/", mailboxes.site_add, name="site_add"),
    path(f"{KEPT}<int:mailbox_id>/sites/<int:site_id>/close/", mailboxes.site_close, name="site_close"),
    path(f"{OFFICE}templates/", reply_templates.template_list, name="template_list"),
    path(f"{OFFICE}templates/new/", reply_templates.template_new, name="template_new"),
    path(f"{OFFICE}templates/<int:template_id>/", reply_templates.template_page, name="template_page"),
    path(
        f"{OFFICE}<int:letter_id>/templates/<int:template_id>/",
        reply_templates.insert,
        name="template_insert",
    ),
    path(f"{OFFICE}<int:letter_id>/", letter.letter, name="letter_page"),
    path(f"{OFFICE}<int:letter_id>/party/", letter.party, name="letter_party"),
    path(f"{OFFICE}<int:letter_id>/<slug:code>/", letter.deed, name="letter_deed"),
]
