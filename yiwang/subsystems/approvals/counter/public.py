"""What stands in the hall and on the web: numbers at the kiosk, the calling screen, bookings?

Kiosk and screen stand inside the hall: an installation of either zone answers them, with the halls that it
knows. Numbers only: nobody's name is shown.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import throttle
from yiwang.kernel.intake.gate import by, public_form, who
from yiwang.kernel.intake.rules import grouped
from yiwang.subsystems.approvals.counter import codes, days, limits, rules
from yiwang.subsystems.approvals.counter.actions import booking, queueing
from yiwang.subsystems.approvals.counter.forms.queue import BookForm, CodeForm
from yiwang.subsystems.approvals.counter.models import Appointment, Call, Hall, Offer, Ticket, Window

View = Callable[..., HttpResponseBase]
CALLS_SHOWN = 8


def in_both_zones(view: View) -> View:
    view.zones = ("outer", "inner")  # type: ignore[attr-defined]
    return view


# --- numbers --------------------------------------------------------------------------------------------
@in_both_zones
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest, code: str = "") -> HttpResponseBase:
    """Large buttons, one for each service; a booking is exchanged by its code."""
    halls = list(Hall.objects.open())
    hall = next((one for one in halls if one.code == code), None)
    if hall is None:
        return render(request, "counter/public/halls.html", {"halls": halls}, status=404 if code else 200)
    form = CodeForm(request.POST if "code" in request.POST else None)
    refusal = ""
    if request.method == "POST":
        throttle.spend(throttle.Count("tickets", limits.TICKETS_AN_HOUR), who(request))
        try:
            ticket = _taken(request, hall, form)
        except Refused as refused:
            refusal, ticket = refused.sentence, None
        if ticket:
            return redirect("counter:public_ticket", ticket.reference)
    context = {"hall": hall, "services": _services(hall), "form": form, "refusal": refusal}
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "counter/public/kiosk.html", context, status=status)


def _taken(request: HttpRequest, hall: Hall, form: CodeForm) -> Ticket | None:
    if form.is_bound:
        return queueing.check_in(by(request), hall.pk, form.cleaned_data["code"]) if form.is_valid() else None
    service = hall.services.filter(letter=request.POST.get("service", "")[:1]).first()
    if service is None:
        raise Refused("请选择要办的业务。")
    return queueing.take_ticket(by(request), service.pk, rules.KIOSK)


def _services(hall: Hall) -> list[dict[str, Any]]:
    """Each with how many wait; two queries."""
    waiting = Ticket.objects.of_day(today()).waiting().filter(hall=hall)
    counts: dict[int, int] = {}
    for service_id in waiting.values_list("service", flat=True):
        counts[service_id] = counts.get(service_id, 0) + 1
    services = hall.services.filter(is_open=True)
    return [{"service": service, "count": counts.get(service.pk, 0)} for service in services]


@in_both_zones
@public_form
@require_safe
def ticket(request: HttpRequest, reference: str) -> HttpResponseBase:
    """One number: how many are before it, and where it is called to."""
    shown = get_object_or_404(Ticket.objects.select_related("hall", "service", "window"), reference=reference)
    ahead = 0
    if shown.state == rules.WAITING:
        before = Ticket.objects.of_day(shown.day).waiting().filter(service=shown.service)
        ahead = before.filter(queued_at__lt=shown.queued_at).count()
    context = {"ticket": shown, "ahead": ahead, "is_over": shown.state in {"done", "lapsed"}}
    return render(request, "counter/public/ticket.html", context)


# --- the screen -----------------------------------------------------------------------------------------
@in_both_zones
@require_safe
def screen(request: HttpRequest, code: str) -> HttpResponse:
    hall = get_object_or_404(Hall.objects.open(), code=code)
    return _fresh(render(request, "counter/public/screen.html", {"hall": hall, **_on_screen(hall)}))


@in_both_zones
@require_safe
def screen_now(request: HttpRequest, code: str) -> HttpResponse:
    """The part that changes; asked for every few seconds."""
    hall = get_object_or_404(Hall.objects.open(), code=code)
    return _fresh(render(request, "counter/public/_screen.html", {"hall": hall, **_on_screen(hall)}))


def _on_screen(hall: Hall) -> dict[str, Any]:
    """Four queries for any number of windows."""
    calls = list(Call.objects.filter(hall=hall).select_related("ticket", "window")[:CALLS_SHOWN])
    windows = Window.objects.filter(hall=hall, is_open=True).staffed()
    now_at = Ticket.objects.at_window().filter(hall=hall).values_list("window", "number")
    numbers = dict(now_at)
    return {
        "calls": calls,
        "windows": [(window, numbers.get(window.pk, "")) for window in windows],
        "waiting": Ticket.objects.of_day(today()).waiting().filter(hall=hall).count(),
    }


def _fresh(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response


# --- bookings -------------------------------------------------------------------------------------------
@public_form
@require_safe
def offers(request: HttpRequest) -> HttpResponseBase:
    """What can be booked, by hall."""
    return render(request, "counter/public/offers.html", {"offers": Offer.objects.open(), "form": CodeForm()})


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, hall: str, letter: str) -> HttpResponseBase:
    offer = get_object_or_404(Offer.objects.open(), hall=hall, letter=letter)
    form = BookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        throttle.spend(throttle.Count("bookings", limits.BOOKINGS_AN_HOUR), who(request))
        said = form.cleaned_data
        try:
            made = booking.book(by(request), offer.pk, said["slot"], said["called"], said["matter"])
        except Refused as refused:
            form.refuse(refused)
        else:
            context = {"appointment": made.appointment, "code": grouped(made.code)}
            return render(request, "counter/public/booked.html", context)
    context = {"offer": offer, "form": form, "days": days.open_places(offer)}
    return render(request, "counter/public/book.html", context, status=422 if form.errors else 200)


@public_form
@require_POST
def find(request: HttpRequest) -> HttpResponseBase:
    """One's booking, by the code of the confirmation."""
    form = CodeForm(request.POST)
    if form.is_valid():
        count = throttle.Count("booking_codes", limits.WRONG_CODES_AN_HOUR)
        throttle.refuse_spent(count, who(request))
        found = Appointment.objects.filter(code_digest=codes.digest(form.cleaned_data["code"])).first()
        if found:
            return redirect("counter:appointment", found.reference)
        throttle.spend(count, who(request))
        form.add_error("code", "没有这个预约，请核对预约码。")
    context = {"offers": Offer.objects.open(), "form": form}
    return render(request, "counter/public/offers.html", context, status=422)


@public_form
@require_safe
def appointment(request: HttpRequest, reference: str) -> HttpResponseBase:
    return _appointment_page(request, reference)


def _appointment_page(request: HttpRequest, reference: str, refusal: str = "") -> HttpResponse:
    shown = get_object_or_404(Appointment.objects.select_related("offer"), reference=reference)
    context = {
        "appointment": shown,
        "may_cancel": shown.cancelled_at is None and shown.day > today(),
        "refusal": refusal,
    }
    return render(request, "counter/public/appointment.html", context, status=409 if refusal else 200)


@public_form
@require_POST
def cancel(request: HttpRequest, reference: str) -> HttpResponseBase:
    get_object_or_404(Appointment, reference=reference)
    try:
        booking.cancel(by(request), reference)
    except Refused as refused:
        return _appointment_page(request, reference, refused.sentence)
    return redirect("counter:appointment", reference)
