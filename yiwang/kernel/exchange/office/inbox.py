"""What has a unit received, and how does its clerk sign for many at once?"""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import queries, rules
from yiwang.kernel.exchange.actions import answering
from yiwang.kernel.exchange.forms.narrowing import InboxForm
from yiwang.kernel.exchange.models import Delivery, DeliveryQuerySet
from yiwang.kernel.exchange.office.mail import numbers_in, side_of, without
from yiwang.kernel.exchange.rules import USE
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import Page, page_of

TO_SIGN = "to_sign"
TABS = [(TO_SIGN, "待签收"), (rules.DOCUMENT, "公文"), (rules.INFORMATION, "信息"), ("all", "全部")]
PER_PAGE = 50
# Monday morning's arrivals on one page, so that they are signed for with one click.
TO_SIGN_PER_PAGE = 100
# While no more wait than this, the urgent ones come first; sorting more would take too long.
SORTED = 500
# The signed words of an envelope to 1,300 units are long, and a list shows none of them.
UNREAD = ("envelope__text", "envelope__signature")


@require_http_methods(["GET", "HEAD", "POST"])
@office(USE)
def inbox(request: OfficeRequest) -> HttpResponse:
    """The list; a POST to the very same list signs for what was ticked, so that it stays as it was."""
    if request.method != "POST":
        return _page(request)
    chosen = numbers_in(request.POST.getlist("delivery"))
    try:
        signed = answering.sign_for(request.actor, side_of(request), chosen)
    except Refused as refused:
        return _page(request, refused.sentence, chosen)
    messages.success(request, f"已签收 {len(signed)} 件。")
    return redirect(request.get_full_path())


def _page(request: OfficeRequest, refusal: str = "", chosen: Collection[int] = ()) -> HttpResponse:
    side = side_of(request)
    tab = _tab(request)
    form = InboxForm(request.GET)
    page = _page_of(request, queries.inbox(side, form.narrowing(tab)), tab)
    if not page.rows and page.number > 1:
        return redirect(f"{reverse('exchange:inbox')}?{without(request, 'page')}")
    context = {
        "tabs": TABS,
        "tab": tab,
        "form": form,
        "page": page,
        "to_sign": queries.to_sign_count(side),
        "can_sign": any(row.is_to_sign for row in page.rows),
        "chosen": chosen,
        "refusal": refusal,
        "kept": without(request, "tab", "page", "state"),
        "unit": side.unit,
    }
    return render(request, "exchange/inbox.html", context, status=422 if refusal else 200)


def _page_of(request: OfficeRequest, rows: DeliveryQuerySet, tab: str) -> Page[Delivery]:
    """Ids first: a late page of a large inbox joins envelopes to its own rows only."""
    if tab == TO_SIGN:
        rows = _urgent_first(rows)
    size = TO_SIGN_PER_PAGE if tab == TO_SIGN else PER_PAGE
    ids: Page[Any] = page_of(rows.values_list("pk", flat=True), request.GET.get("page"), size)
    found = Delivery.objects.select_related("envelope").defer(*UNREAD).in_bulk(ids.rows)
    return Page([found[pk] for pk in ids.rows if pk in found], ids.number, ids.has_next)


def _tab(request: OfficeRequest) -> str:
    asked = request.GET.get("tab", "")
    return asked if asked in dict(TABS) else TO_SIGN


def _urgent_first(rows: DeliveryQuerySet) -> DeliveryQuerySet:
    if rows.values_list("pk")[SORTED : SORTED + 1]:
        return rows
    return rows.order_by("-envelope__urgency", "-id")
