"""What does an envelope say, what proves it, and what may its recipient and its sender do with it?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import containers, evidence, kinds, queries, rules
from yiwang.kernel.exchange.actions import answering, recalling
from yiwang.kernel.exchange.actions.exporting import note_export
from yiwang.kernel.exchange.forms.deeds import ReturnForm, WithdrawForm
from yiwang.kernel.exchange.models import Delivery, Envelope
from yiwang.kernel.exchange.office.mail import numbers_in, own_unit, side_of
from yiwang.kernel.exchange.office.tracking import tracking
from yiwang.kernel.exchange.rules import USE
from yiwang.kernel.exchange.statements import Recipient
from yiwang.kernel.files.rules import clean_name
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest

FEW = 12


@dataclass(frozen=True)
class Addressees:
    """Those of one part, as the signed words name them; many are folded."""

    label: str
    recipients: list[Recipient]

    @property
    def is_many(self) -> bool:
        return len(self.recipients) > FEW

    @property
    def names(self) -> str:
        return "、".join(each.name for each in self.recipients)


@require_http_methods(["GET", "HEAD", "POST"])
@office(USE)
def envelope(request: OfficeRequest, uid: str) -> HttpResponse:
    """The envelope as its recipient or its sender sees it; a POST does something with it."""
    found = queries.visible_envelope(uid, request.post)
    if found is None:
        return _withdrawn(request, uid)
    if request.method != "POST":
        return _page(request, found, {})
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Http404
    return deed(request, found)


@require_safe
@office(USE)
def recipient(request: OfficeRequest, uid: str, number: int) -> HttpResponse:
    """What happened on the way to one recipient, with each signature; for the sender only."""
    found = sent_envelope(request, uid)
    delivery = get_object_or_404(Delivery, envelope=found, number=number)
    context = {
        "envelope": found,
        "delivery": delivery,
        "events": evidence.events_for(found, delivery),
    }
    return render(request, "exchange/recipient.html", context)


@require_safe
@office(USE)
def export(request: OfficeRequest, uid: str) -> HttpResponse:
    """The container that proves itself: all receipts for the sender, their own for a recipient."""
    found = queries.visible_envelope(uid, request.post)
    if found is None:
        raise Http404
    delivery = queries.delivery_to(own_unit(request), found)
    if _is_sender(request, found) or delivery is None:
        receipts = list(found.receipts.all())
    else:
        receipts = evidence.receipts_for(found, delivery)
    note_export(request.actor, found, len(receipts))
    response = StreamingHttpResponse(containers.exported(found, receipts), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(
        True, f"{clean_name(found.subject)[:80]}-凭证.zip"
    )
    return response  # type: ignore[return-value] # streamed, however large the files are


def sent_envelope(request: OfficeRequest, uid: str) -> Envelope:
    """The envelope where the post's unit sent it from here; 404 for everybody else."""
    sent = Envelope.objects.sent_by(own_unit(request)).filter(sender_node__is_own=True)
    return get_object_or_404(sent.select_related("sender_unit", "sender_node"), uid=uid)


def _withdrawn(request: OfficeRequest, uid: str) -> HttpResponse:
    """Who had it before it was taken back learns when and why, and reads no more of it."""
    found = get_object_or_404(Envelope.objects.defer("text"), uid=uid)
    delivery = queries.delivery_to(own_unit(request), found)
    if delivery is None:
        raise Http404
    context = {"envelope": found, "delivery": delivery}
    return render(request, "exchange/withdrawn.html", context, status=410)


def _page(
    request: OfficeRequest, found: Envelope, forms: dict[str, Any], refusal: str = "", status: int = 200
) -> HttpResponse:
    """``forms`` holds the one that was sent and refused, by its deed; ``refusal`` what has no field."""
    unit = own_unit(request)
    delivery = queries.delivery_to(unit, found)
    if delivery and delivery.state == rules.DELIVERED and request.method == "GET":
        delivery = answering.open_delivery(request.actor, side_of(request), delivery.pk)
    is_sender = _is_sender(request, found)
    elements, text, fault = _read(found)
    context = {
        "envelope": found,
        "statement": found.statement,
        "kind_label": kinds.label(found.kind),
        "elements": elements,
        "text": text,
        "refusal": refusal or fault,
        "files": found.attachments.select_related("stored"),
        "addressees": _addressees(found),
        "related": queries.related(found, request.post),
        "signature": evidence.signature_of(found),
        "delivery": delivery,
        "events": evidence.events_for(found, delivery) if delivery else [],
        "tracking": tracking(request, found) if is_sender else None,
        "deeds": evidence.deeds_of_sender(found) if is_sender else [],
        "forms": {"return": ReturnForm(), "withdraw": WithdrawForm(), **forms},
        "open": next(iter(forms), ""),
    }
    return render(request, "exchange/envelope.html", context, status=status)


def _is_sender(request: OfficeRequest, found: Envelope) -> bool:
    return found.sender_unit_id == own_unit(request).pk and found.sender_node.is_own


def _read(found: Envelope) -> tuple[list[tuple[str, str]], str, str]:
    """Elements and running text; a sentence where this installation does not know the kind any more."""
    try:
        kind = kinds.known(found.kind, found.version)
        body = kinds.read(kind, found.statement.body)
    except Refused as refused:
        return [], "", refused.sentence
    return kinds.shown(kind, body), str(getattr(body, "text", "")), ""


def _addressees(found: Envelope) -> list[Addressees]:
    parts = []
    for part, label in rules.PARTS.items():
        those = [each for each in found.statement.recipients if each.part == part]
        if those:
            parts.append(Addressees(label, those))
    return parts


def _sign(request: OfficeRequest, found: Envelope) -> HttpResponse:
    try:
        answering.sign_for(request.actor, side_of(request), [_delivery_id(request, found)])
    except Refused as refused:
        return _page(request, found, {}, refused.sentence, 422)
    messages.success(request, "已签收，回执已发给发件单位。")
    return redirect(found.address)


def _return(request: OfficeRequest, found: Envelope) -> HttpResponse:
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _page(request, found, {"return": form}, status=422)
    try:
        answering.return_delivery(
            request.actor, side_of(request), _delivery_id(request, found), form.cleaned_data["reason"]
        )
    except Refused as refused:
        return _refused(request, found, {"return": form}, refused)
    messages.success(request, "已退回发件单位，理由一并告知。")
    return redirect(found.address)


def _refused(
    request: OfficeRequest, found: Envelope, forms: dict[str, Any], refused: Refused
) -> HttpResponse:
    """Beside the field it belongs to; otherwise on top of the page, where the form may be gone by now."""
    (form,) = forms.values()
    if refused.field in form.fields:
        form.add_error(refused.field, refused.sentence)
        return _page(request, found, forms, status=422)
    return _page(request, found, forms, refused.sentence, 422)


def _delivery_id(request: OfficeRequest, found: Envelope) -> int:
    delivery = queries.delivery_to(own_unit(request), found)
    if delivery is None:
        raise Http404
    return delivery.pk


def _urge(request: OfficeRequest, found: Envelope) -> HttpResponse:
    try:
        count = recalling.urge(request.actor, side_of(request), found, _numbers(request))
    except Refused as refused:
        return _page(request, found, {}, refused.sentence, 422)
    messages.success(request, f"已催收 {count} 个单位。")
    return redirect(request.get_full_path())


def _withdraw(request: OfficeRequest, found: Envelope) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, found, {"withdraw": form}, status=422)
    reason = form.cleaned_data["reason"]
    try:
        count = recalling.withdraw(request.actor, side_of(request), found, reason, _numbers(request))
    except Refused as refused:
        return _refused(request, found, {"withdraw": form}, refused)
    messages.success(request, f"已向 {count} 个单位撤回。")
    return redirect(request.get_full_path())


def _numbers(request: OfficeRequest) -> list[int] | None:
    """Everybody who has not signed, or those who were ticked. Raises Refused where nobody was."""
    if request.POST["do"].endswith("_all"):
        return None
    chosen = numbers_in(request.POST.getlist("number"))
    if not chosen:
        raise Refused("请先在名单里勾选单位。")
    return chosen


DEEDS: dict[str, Callable[[OfficeRequest, Envelope], HttpResponse]] = {
    "sign": _sign,
    "return": _return,
    "urge": _urge,
    "urge_all": _urge,
    "withdraw": _withdraw,
    "withdraw_all": _withdraw,
}
