"""How does somebody write a document or an item of information, and keep what is not ready?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions import drafts
from yiwang.kernel.exchange.forms import recipients as picking
from yiwang.kernel.exchange.models import Draft
from yiwang.kernel.exchange.office.desk import Desk, desk_of_draft, desk_of_request, new_desk, own_draft
from yiwang.kernel.exchange.rules import PARTS, USE
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest


@require_http_methods(["GET", "HEAD", "POST"])
@office(USE)
def write(request: OfficeRequest) -> HttpResponse:
    """The desk. A POST keeps a draft, goes on to the confirmation, or changes recipients and files."""
    if request.method != "POST":
        draft = own_draft(request, request.GET)
        desk = desk_of_draft(request, draft, is_sent=False) if draft else new_desk(request)
        return desk_page(request, desk)
    desk = desk_of_request(request)
    match request.POST.get("do"):
        case "confirm":
            return _confirm(request, desk)
        case "draft":
            return _keep(request, desk)
    return desk_page(request, desk)


@require_safe
@office(USE)
def recipients(request: OfficeRequest) -> HttpResponse:
    """What a search for recipients brings up, as a piece of the desk's page."""
    asked = request.GET.get("part", "")
    part = asked if asked in PARTS else "main"
    text = request.GET.get(f"{part}_search", "")[:60]
    context = {"part": part, "found": picking.found(text) if text.strip() else None, "search": text}
    return render(request, "exchange/_found.html", context)


def desk_page(request: OfficeRequest, desk: Desk, status: int = 200) -> HttpResponse:
    return render(request, "exchange/write.html", {"desk": desk, "form": desk.form}, status=status)


def _confirm(request: OfficeRequest, desk: Desk) -> HttpResponse:
    if desk.form.is_valid():
        desk.addressed(request.actor)
    if desk.form.errors or not (kept := _kept(request, desk)):
        return desk_page(request, desk, status=422)
    return redirect("exchange:send", kept.pk)


def _keep(request: OfficeRequest, desk: Desk) -> HttpResponse:
    kept = None if desk.attached.faults else _kept(request, desk)
    if kept is None:
        return desk_page(request, desk, status=422)
    messages.success(request, "草稿已保存。")
    return redirect(f"{reverse('exchange:write')}?draft={kept.pk}")


def _kept(request: OfficeRequest, desk: Desk) -> Draft | None:
    """The draft; None where it must not be stored, and the form says why."""
    try:
        return drafts.keep(request.actor, desk.unit, request.user, desk.written(), desk.draft)
    except Refused as refused:
        desk.form.refuse(refused)
        return None
