"""Where does somebody pay, see whether it arrived, and fetch the receipt; and where do gateways report?"""

from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import PUBLIC, Actor
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.serving import Served, answer
from yiwang.kernel.intake import throttle
from yiwang.kernel.intake.forms import TrackForm
from yiwang.kernel.intake.gate import by, public_form, who
from yiwang.kernel.organizations.acting import address_of
from yiwang.subsystems.approvals.payments import drivers, limits, rules
from yiwang.subsystems.approvals.payments.actions import hearing, paying
from yiwang.subsystems.approvals.payments.drivers.driver import ForgedError
from yiwang.subsystems.approvals.payments.models import Order, Payable

State = Order.State


@public_form
@require_safe
def landing(request: HttpRequest) -> HttpResponseBase:
    """How to get to one's bill: by the code on the notice, or by number and tracking code."""
    return render(request, "payments/public/landing.html", {"form": TrackForm()})


@public_form
@require_safe
def payable(request: HttpRequest, reference: str) -> HttpResponseBase:
    """One bill. Whoever has its address may pay it; the payer's name is masked."""
    return _page(request, _found(reference))


def _found(reference: str) -> Payable:
    return get_object_or_404(Payable.objects.select_related("voucher"), reference=reference)


def _page(request: HttpRequest, shown: Payable, refusal: str = "") -> HttpResponse:
    orders = list(shown.orders.order_by("-pk")[:10])
    paid = next((order for order in orders if order.state == State.PAID), None)
    waiting = next((order for order in orders if order.state == State.OPEN and order.way), None)
    driver = drivers.chosen()
    is_arriving = paid is not None and shown.state == rules.DUE
    context = {
        "payable": shown,
        "capital": rules.capital(shown.total),
        "paid": paid,
        "waiting": waiting,
        "failed": bool(orders) and orders[0].state == State.FAILED and paid is None,
        "is_arriving": is_arriving,
        "is_odd": is_arriving and paid is not None and paid.paid_amount != shown.total,
        "is_overdue": shown.state == rules.DUE and shown.due_on < today(),
        "may_pay": shown.state == rules.DUE and paid is None and driver is not None,
        "may_pay_online": driver is not None,
        "refusal": refusal,
        "refresh": bool(is_arriving or (waiting and "back" in request.GET)),
    }
    return render(request, "payments/public/payable.html", context, status=409 if refusal else 200)


@public_form
@require_POST
def start(request: HttpRequest, reference: str) -> HttpResponseBase:
    shown = _found(reference)
    try:
        order = paying.begin(by(request), shown.reference)
    except Refused as refused:
        return _page(request, _found(reference), refused.sentence)
    return redirect("payments:order", shown.reference, order.number)


@public_form
@require_safe
def order(request: HttpRequest, reference: str, number: str) -> HttpResponseBase:
    """The way to pay: an address to go to, or a code to scan. A link, so that no form leaves this site."""
    found = get_object_or_404(
        Order.objects.select_related("payable"), number=number, payable__reference=reference
    )
    if found.state != State.OPEN or not found.way:
        return redirect("payments:payable", reference)
    target = found.way["target"]
    code = segno.make(target, error="m").svg_data_uri(scale=5, border=2) if _is_code(found) else ""
    context = {"order": found, "payable": found.payable, "target": target, "code": code}
    return render(request, "payments/public/order.html", context)


def _is_code(found: Order) -> bool:
    return bool(found.way["kind"] == "code")


@public_form
@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The payer says that they have paid: the gateway is asked at once."""
    shown = _found(reference)
    for waiting in shown.orders.open().order_by("-pk")[:3]:
        paying.asked(waiting.pk)
    return redirect("payments:payable", reference)


@public_form
@require_safe
def voucher(request: HttpRequest, reference: str) -> HttpResponseBase:
    shown = _found(reference)
    stored = shown.voucher
    if stored is None or not stored.is_clean:
        raise Http404
    served = Served(
        digest=stored.digest or "",
        size=stored.size,
        format=stored.format,
        charset=stored.charset,
        name=stored.name,
        is_public=False,
        is_inline=False,
    )
    return answer(request, served)


@csrf_exempt
@require_POST
def notify(request: HttpRequest, driver: str) -> HttpResponse:
    """A gateway reports. Its signature counts, nothing else; agreed only after everything is committed."""
    count = throttle.Count("false_pay_notices", limits.FALSE_NOTICES_AN_HOUR)
    try:
        throttle.refuse_spent(count, who(request))
        said, status = _heard(request, driver), 200
    except throttle.TooOftenError:
        said, status = "fail", 429
    except ForgedError:
        throttle.spend(count, who(request))
        record(
            Actor(PUBLIC.person, address=address_of(request)), "payments.notice_refuse", None, driver=driver
        )
        said, status = drivers.known(driver).disagreed, 403
    except Refused:
        said, status = "fail", 404
    response = HttpResponse(said, content_type="text/plain", status=status)
    add_never_cache_headers(response)
    return response


def _heard(request: HttpRequest, driver: str) -> str:
    length: Any = request.META.get("CONTENT_LENGTH") or "0"
    if not str(length).isdigit() or int(length) > limits.LARGEST_NOTICE:
        raise Refused("通知太长。")
    return hearing.hear(driver, request.body, dict(request.headers))
