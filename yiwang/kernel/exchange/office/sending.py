"""Is this what is to be sent, and to these?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yiwang.kernel.audit.rules import canonical, sm3
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import kinds, rules
from yiwang.kernel.exchange.actions import drafts
from yiwang.kernel.exchange.addressing import Addressed
from yiwang.kernel.exchange.models import Draft
from yiwang.kernel.exchange.office.desk import Desk, desk_of_draft
from yiwang.kernel.exchange.office.mail import own_unit, side_of
from yiwang.kernel.exchange.office.writing import desk_page
from yiwang.kernel.exchange.rules import USE
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest


@require_http_methods(["GET", "HEAD", "POST"])
@office(USE)
def send(request: OfficeRequest, draft_id: int) -> HttpResponse:
    """What goes to whom; a POST sends exactly that, or asks again where it changed in between."""
    draft = Draft.objects.filter(unit=own_unit(request), pk=draft_id).first()
    if draft is None:
        messages.info(request, "这份草稿已经发出或删除，请在发件箱核对。")
        return redirect("exchange:sent")
    desk = desk_of_draft(request, draft, is_sent=True)
    to = desk.addressed(request.actor) if desk.form.is_valid() else []
    if desk.form.errors:
        return desk_page(request, desk, status=422)
    seen = _stamp(draft, to)
    if request.method != "POST":
        return _page(request, desk, to, seen)
    if request.POST.get("seen") != seen:
        messages.warning(request, "草稿或者收件单位刚有变化，请重新核对后再发送。")
        return _page(request, desk, to, seen, status=409)
    return _sent(request, desk, len(to))


def _sent(request: OfficeRequest, desk: Desk, count: int) -> HttpResponse:
    try:
        envelope = drafts.send_draft(request.actor, side_of(request), desk.draft, desk.outline())
    except Refused as refused:
        desk.form.refuse(refused)
        return desk_page(request, desk, status=422)
    messages.success(request, f"《{envelope.subject}》已发送给 {count} 个单位。")
    return redirect(envelope.address)


def _page(
    request: OfficeRequest, desk: Desk, to: list[Addressed], seen: str, status: int = 200
) -> HttpResponse:
    outline = desk.outline()
    context = {
        "desk": desk,
        "outline": outline,
        "elements": kinds.shown(desk.form.kind, kinds.read(desk.form.kind, outline.body)),
        "text": outline.body.get("text", ""),
        "urgency": rules.URGENCIES[outline.urgency],
        "secrecy": rules.SECRECIES[outline.secrecy] if outline.secrecy != "none" else "",
        "is_most_urgent": outline.urgency == "most_urgent",
        "count": len(to),
        "parts": [(label, _of_part(to, part)) for part, label in rules.PARTS.items()],
        "seen": seen,
    }
    return render(request, "exchange/confirm.html", context, status=status)


def _of_part(to: list[Addressed], part: str) -> list[Addressed]:
    return [each for each in to if each.recipient.part == part]


def _stamp(draft: Draft, to: list[Addressed]) -> str:
    """Changes with the draft and with whom it means."""
    keys = [[each.recipient.part, each.node.code, each.recipient.unit, each.recipient.system] for each in to]
    return sm3(canonical({"changed_at": draft.changed_at.isoformat(), "to": keys}).encode())
