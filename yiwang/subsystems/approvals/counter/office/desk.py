"""What does a clerk at a window see and do: the queue, the number that is here, what may follow?"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.approvals.counter import places, rules
from yiwang.subsystems.approvals.counter.actions import calling, queueing
from yiwang.subsystems.approvals.counter.forms.queue import CodeForm, UsherForm, chosen_hall
from yiwang.subsystems.approvals.counter.forms.taking import FindForm
from yiwang.subsystems.approvals.counter.models import Booking, Hall, TakenIn, Ticket, Window

SHOWN = 12
HOME = "counter:desk"


@require_safe
@office(rules.SERVE)
def desk(request: OfficeRequest) -> HttpResponse:
    """The console of the clerk's window; without one the windows that are free."""
    window = places.window_of(request.post)
    if window is None:
        return _choice(request)
    current = Ticket.objects.at_window().filter(window=window).select_related("service").first()
    context = {
        "window": window,
        "current": current,
        "offers": _offers(current),
        "others": window.hall.services.filter(is_open=True).exclude(pk=current.service_id) if current else [],
        "find_form": FindForm(auto_id="find_%s"),
        "recent": TakenIn.objects.filter(clerk=request.post.person_id).select_related("case")[:5],
        **_queue(window),
    }
    return render(request, "counter/desk.html", context)


def _offers(current: Ticket | None) -> set[str]:
    if current is None:
        return set()
    return {step for step, (_, before) in rules.STEPS.items() if current.state in before}


def _queue(window: Window) -> dict[str, Any]:
    services = [service.pk for service in window.services.all()]
    waiting = Ticket.objects.of_day(today()).filter(service__in=services)
    missed = waiting.filter(state=rules.NO_SHOW, window=window).order_by("-ended_at")[:6]
    return {
        "waiting": list(waiting.waiting().select_related("service").in_turn()[:SHOWN]),
        "count": waiting.waiting().count(),
        "missed": list(missed),
    }


@require_safe
@office(rules.SERVE)
def queue(request: OfficeRequest) -> HttpResponse:
    """The part of the console that is fetched again and again."""
    window = places.window_of(request.post)
    if window is None:
        return HttpResponse(status=204)
    return render(request, "counter/_queue.html", {"window": window, **_queue(window)})


def _choice(request: OfficeRequest) -> HttpResponse:
    halls = Hall.objects.open().prefetch_related("windows__clerk", "windows__services")
    context = {
        "halls": halls,
        "find_form": FindForm(auto_id="find_%s"),
        "may_manage": rules.MANAGE,
    }
    return render(request, "counter/windows.html", context)


WindowDeed = Callable[[Actor, int], Any]
WINDOW_DEEDS: dict[str, tuple[WindowDeed, str]] = {
    "sit": (calling.sit, "已上岗。"),
    "leave": (calling.leave, "已离岗。"),
    "pause": (lambda by, pk: calling.pause(by, pk, is_paused=True), "已暂停服务。"),
    "resume": (lambda by, pk: calling.pause(by, pk, is_paused=False), "已恢复服务。"),
}


@require_POST
@office(rules.SERVE)
def window(request: OfficeRequest, window_id: int, verb: str) -> HttpResponse:
    """Take the window, leave it, pause, resume."""
    if verb not in WINDOW_DEEDS:
        raise Http404
    found = get_object_or_404(Window, pk=window_id)
    deed, said_so = WINDOW_DEEDS[verb]
    _done(request, lambda: deed(request.actor, found.pk), said_so)
    return redirect(HOME)


@require_POST
@office(rules.SERVE)
def call_next(request: OfficeRequest, window_id: int) -> HttpResponse:
    found = get_object_or_404(Window, pk=window_id)
    try:
        ticket = calling.call_next(request.actor, found.pk)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        if ticket is None:
            messages.info(request, "没有人在等候。")
    return redirect(HOME)


@require_POST
@office(rules.SERVE)
def call(request: OfficeRequest, window_id: int, ticket_id: int) -> HttpResponse:
    """A certain number: one that had been called in vain and came back."""
    found = get_object_or_404(Window, pk=window_id)
    ticket = get_object_or_404(Ticket, pk=ticket_id, hall=found.hall_id, day=today())
    _done(request, lambda: calling.call(request.actor, found.pk, ticket.pk), "")
    return redirect(HOME)


TICKET_DEEDS: dict[str, WindowDeed] = {
    "again": calling.call_again,
    "start": calling.start,
    "finish": calling.finish,
    "skip": calling.skip,
    "requeue": calling.requeue,
}


@require_POST
@office(rules.SERVE)
def ticket(request: OfficeRequest, ticket_id: int, verb: str) -> HttpResponse:
    if verb not in TICKET_DEEDS:
        raise Http404
    found = get_object_or_404(Ticket, pk=ticket_id)
    _done(request, lambda: TICKET_DEEDS[verb](request.actor, found.pk), "")
    return redirect(HOME)


@require_POST
@office(rules.SERVE)
def transfer(request: OfficeRequest, ticket_id: int) -> HttpResponse:
    found = get_object_or_404(Ticket, pk=ticket_id)
    asked = request.POST.get("service", "")
    service_id = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else 0
    _done(request, lambda: calling.transfer(request.actor, found.pk, service_id), "已转办。")
    return redirect(HOME)


def _done(request: OfficeRequest, deed: Callable[[], Any], said_so: str) -> None:
    """What is refused is said on the page that follows."""
    try:
        deed()
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        if said_so:
            messages.success(request, said_so)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.SERVE)
def usher(request: OfficeRequest) -> HttpResponse:
    """At the door: a number for somebody, with priority where the rules give it; or for a booking."""
    halls = list(Hall.objects.open())
    hall = chosen_hall(request, request.post, halls)
    if hall is None:
        return render(request, "counter/usher.html", {"hall": None})
    is_code = "code" in request.POST
    is_taking = request.method == "POST" and not is_code
    form = UsherForm(hall, request.POST if is_taking else None)
    code_form = CodeForm(request.POST if is_code else None)
    taken = None
    try:
        if is_taking and form.is_valid():
            said = form.cleaned_data
            taken = queueing.take_ticket(request.actor, said["service"].pk, rules.USHER, said["priority"])
        elif is_code and code_form.is_valid():
            taken = queueing.check_in(request.actor, hall.pk, code_form.cleaned_data["code"])
    except Refused as refused:
        (code_form if is_code else form).refuse(refused)
    if taken:
        messages.success(request, f"已取号：{taken.number}（{taken.service.name}）。")
        return redirect(f"{request.path}?hall={hall.code}")
    context = {
        "hall": hall,
        "halls": halls,
        "form": form,
        "code_form": code_form,
        "bookings": _expected(hall),
        "is_wrong": bool(form.errors or code_form.errors),
    }
    return render(request, "counter/usher.html", context, status=422 if context["is_wrong"] else 200)


def _expected(hall: Hall) -> list[Booking]:
    of_day = Booking.objects.filter(service__hall=hall, day=today()).exclude(state="cancelled")
    return list(of_day.select_related("service", "ticket").order_by("begins", "pk")[:200])
