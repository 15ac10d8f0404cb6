"""What does the workbench show of one card, and what may be done with it now?"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.deadlines.due import due_of
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.models import Delivery
from yiwang.kernel.files.forms import receiving
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.papers import docx, pdf
from yiwang.subsystems.supervision.cards import actions, papers, rights, rules
from yiwang.subsystems.supervision.cards.forms import FORMS
from yiwang.subsystems.supervision.cards.models import Card, Notification

DONE = {
    rules.EXPLAIN: "说明已提交，请等待监察单位处理。",
    rules.APPEAL: "申诉已提交，请等待复核。",
    rules.CONFIRM: "已确认，通知书将送达被监察单位。",
    rules.CANCEL: "已撤销，通知书将送达被监察单位。",
    rules.UPHOLD: "已维持原决定，决定书将送达被监察单位。",
    rules.OVERTURN: "已撤销，决定书将送达被监察单位。",
}
GRAVE = (rules.CANCEL, rules.OVERTURN)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DRAWN = {"pdf": (pdf.drawn, "application/pdf"), "docx": (docx.drawn, DOCX)}


@dataclass(frozen=True)
class Offer:
    """A deed that the post may do now, with what it asks for."""

    deed: str
    form: forms.Form
    is_open: bool

    @property
    def label(self) -> str:
        return rules.VERBS[self.deed]

    @property
    def is_grave(self) -> bool:
        return self.deed in GRAVE


@require_safe
@office
def card(request: OfficeRequest, card_id: int) -> HttpResponse:
    """The first look of the unit is noted."""
    return _page(request, _read(request, card_id))


@require_http_methods(["GET", "HEAD", "POST"])
@office
def deed(request: OfficeRequest, card_id: int, verb: str) -> HttpResponse:
    """Asked for, the page with its form open; handed in, do it. What was typed stays where a rule says no."""
    if verb not in FORMS:
        raise Http404
    if request.method != "POST":
        return _page(request, _read(request, card_id), verb)
    shown = _found(request, card_id)
    form: Any = receiving(_form(verb, request.POST, request.FILES), by=request.actor)
    if form.is_valid():
        try:
            getattr(actions, verb)(request.actor, request.post, shown.pk, **form.said())
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, DONE[verb])
            return redirect("supervision_cards:card", shown.pk)
    return _page(request, _found(request, card_id), verb, form, status=422)


@require_safe
@office
def paper(request: OfficeRequest, card_id: int, verb: str, kind: str) -> HttpResponse:
    """The paper of the issue or of a decision, as it was sent: PDF, or DOCX to go on working with."""
    shown = _found(request, card_id)
    owed = get_object_or_404(Notification, card=shown, verb=verb)
    if kind not in DRAWN:
        raise Http404
    draw, media_type = DRAWN[kind]
    response = HttpResponse(draw(papers.of_verb(shown, owed.verb)), content_type=media_type)
    name = quote(f"{papers.TITLES[verb]}{shown.number}.{kind}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["Cache-Control"] = "no-store"
    return response


def _read(request: OfficeRequest, card_id: int) -> Card:
    shown = _found(request, card_id)
    if shown.read_at is None and rights.answers(request.post, shown):
        shown.read_at = actions.read(request.actor, request.post, shown.pk).read_at
    return shown


def _found(request: OfficeRequest, card_id: int) -> Card:
    rights.require_opening(request.post)
    related = ("clock", "unit__merged_into", "issuer__merged_into")
    return get_object_or_404(Card.objects.visible_to(request.post).select_related(*related), pk=card_id)


def _form(verb: str, data: Any = None, files: Any = None) -> forms.Form:
    """Two forms of one page would share the names of their fields."""
    return FORMS[verb](data, files, auto_id=f"id_{verb}_%s")


def _page(
    request: OfficeRequest,
    shown: Card,
    opened: str = "",
    held: forms.Form | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    allowed = rights.offered(request.post, shown, rules.allowed(shown.standing, now()))
    offers = [
        Offer(verb, held if held is not None and verb == opened else _form(verb), verb == opened)
        for verb in allowed
    ]
    if opened and opened not in allowed:
        messages.info(request, "这项操作现在不能办理，下面是监察牌的最新情况。")
    context = {
        "card": shown,
        "due": due_of(shown.clock),
        "is_unanswered": rules.is_unanswered(shown.standing, now()),
        "offers": offers,
        "is_answering": rights.answers(request.post, shown),
        "events": shown.events.prefetch_related("files"),
        "notifications": _notifications(shown),
    }
    return render(request, "supervision_cards/card.html", context, status=status)


def _notifications(shown: Card) -> list[tuple[str, Notification, list[Delivery]]]:
    """Title of each paper, whether it was sent, and its receipts."""
    owed = list(shown.notifications.select_related("envelope").defer("envelope__text", "envelope__signature"))
    sent = [each.envelope_id for each in owed if each.envelope_id]
    receipts: dict[int, list[Delivery]] = {}
    for delivery in Delivery.objects.filter(envelope__in=sent).order_by("number"):
        receipts.setdefault(delivery.envelope_id, []).append(delivery)
    return [(papers.TITLES[each.verb], each, receipts.get(each.envelope_id or 0, [])) for each in owed]
