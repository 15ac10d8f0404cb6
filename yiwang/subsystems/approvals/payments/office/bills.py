"""What does the workbench show of bills, and what may be done about one?"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.audit import events
from yiwang.kernel.audit.queries import history
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may, require
from yiwang.kernel.papers import pdf
from yiwang.subsystems.approvals.payments import catalogues, papers, rules
from yiwang.subsystems.approvals.payments.actions import demanding, refunding, settling
from yiwang.subsystems.approvals.payments.forms import (
    CollectForm,
    DemandForm,
    NarrowForm,
    ReasonForm,
    RefundForm,
)
from yiwang.subsystems.approvals.payments.models import Bill, Voucher

TABS = {"": "待缴", "overdue": "逾期未缴", "all": "全部", rules.PAID: "已缴", "refund": "有退款"}


@require_safe
@office(rules.READ)
def bills(request: OfficeRequest) -> HttpResponse:
    """The list; a cashier finds any bill by its exact number, whosever case it belongs to."""
    form = NarrowForm(request.GET)
    asked = form.cleaned_data["q"].strip() if form.is_valid() else ""
    if asked and may(request.post, rules.COLLECT):
        exact = Bill.objects.filter(number=asked.upper()).first()
        if exact:
            return redirect("payments:bill", exact.reference)
    tab = request.GET.get("state", "")
    rows = _in_tab(tab, Bill.objects.visible_to(request.post).in_full())
    if asked:
        rows = rows.filter(number__startswith=asked.upper()) | rows.filter(payer=asked)
    page = page_of(rows.order_by("-issued_at", "-pk"), request.GET.get("page"))
    context = {"page": page, "tab": tab, "tabs": TABS.items(), "form": form, "today": today()}
    return render(request, "payments/bills.html", context)


def _in_tab(tab: str, rows: Any) -> Any:
    if tab == "all":
        return rows
    if tab == "overdue":
        return rows.overdue(today())
    if tab == rules.PAID:
        return rows.filter(state=rules.PAID)
    return rows.filter(payments__refunds__isnull=False).distinct() if tab == "refund" else rows.due()


def _found(request: OfficeRequest, reference: str) -> Bill:
    """By its reference, which only those know who see the bill or asked for its exact number."""
    rows = Bill.objects.all() if may(request.post, rules.COLLECT) else Bill.objects.visible_to(request.post)
    return get_object_or_404(rows.select_related("case__party", "unit", "demanded_by"), reference=reference)


@require_safe
@office(rules.READ)
def bill(request: OfficeRequest, reference: str) -> HttpResponse:
    return _page(request, _found(request, reference), {})


def _page(request: OfficeRequest, shown: Bill, refused: Mapping[str, forms.Form]) -> HttpResponse:
    payments = list(shown.payments.select_related("cashier", "voucher").prefetch_related("refunds__asked_by"))
    may_collect = may(request.post, rules.COLLECT)
    context = {
        "bill": shown,
        "lines": shown.lines.all(),
        "capital": rules.capital(shown.total),
        "payments": payments,
        "voucher": next((one.voucher for one in payments if hasattr(one, "voucher")), None),
        "may_collect": may_collect and shown.state == rules.DUE,
        "may_void": may(request.post, rules.DEMAND) and shown.state in {rules.DUE, rules.FREE},
        "may_refund": may_collect,
        "may_approve": may(request.post, rules.APPROVE),
        "collect_form": refused.get("collect") or CollectForm(initial={"method": "cash"}, prefix="collect"),
        "void_form": refused.get("void") or ReasonForm(prefix="void"),
        "refund_form": refused.get("refund") or RefundForm(prefix="refund"),
        "decline_form": refused.get("decline") or ReasonForm(prefix="decline"),
        "open": next(iter(refused), ""),
        "timeline": [
            (events.label(entry.act), entry) for entry in history("payments.bill", shown.pk, most=50)
        ],
    }
    return render(request, "payments/bill.html", context, status=422 if refused else 200)


Deed = Callable[[Actor, int, Mapping[str, Any]], object]
DEEDS: dict[str, tuple[str, str, type[forms.Form], Deed]] = {
    "collect": (
        rules.COLLECT,
        "已收款，凭证已生成。",
        CollectForm,
        lambda by, pk, said: settling.collect(by, pk, said["method"], said["slip"]),
    ),
    "void": (
        rules.DEMAND,
        "已撤销。",
        ReasonForm,
        lambda by, pk, said: demanding.void(by, pk, said["reason"]),
    ),
    "refund": (
        rules.COLLECT,
        "已申请退款，等待复核。",
        RefundForm,
        lambda by, pk, said: refunding.refund(by, pk, said["amount"], said["reason"]),
    ),
    "approve": (
        rules.APPROVE,
        "已同意退款。",
        forms.Form,
        lambda by, pk, said: refunding.approve(by, pk),
    ),
    "decline": (
        rules.APPROVE,
        "已退回申请。",
        ReasonForm,
        lambda by, pk, said: refunding.decline(by, pk, said["reason"]),
    ),
}


@require_POST
@office(rules.READ)
def deed(request: OfficeRequest, reference: str, verb: str, subject_id: int) -> HttpResponse:
    """``subject_id``: of the bill, or of the payment or the refund of it that the deed is about."""
    if verb not in DEEDS:
        raise Http404
    permission, said_so, form_class, take = DEEDS[verb]
    require(request.post, permission)
    shown = _found(request, reference)
    if subject_id not in _subjects(shown, verb):
        raise Http404
    form = form_class(request.POST, prefix=verb)
    if form.is_valid():
        try:
            take(request.actor, subject_id, form.cleaned_data)
        except Refused as refused:
            if not form.fields:
                messages.error(request, refused.sentence)
                return redirect("payments:bill", reference)
            refused.show_in(form)
        else:
            messages.success(request, said_so)
            return redirect("payments:bill", reference)
    return _page(request, _found(request, reference), {verb: form})


def _subjects(shown: Bill, verb: str) -> set[int]:
    if verb in {"collect", "void"}:
        return {shown.pk}
    if verb == "refund":
        return set(shown.payments.values_list("pk", flat=True))
    return set(shown.payments.values_list("refunds", flat=True))


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.DEMAND)
def demand(request: OfficeRequest, reference: str) -> HttpResponse:
    """A bill for a case, by the catalogue of its item."""
    case = get_object_or_404(Case.objects.select_related("party", "unit"), reference=reference)
    fees = catalogues.of(case).fees(case)
    last_day = shifted(today(), days=rules.DUE_DAYS)
    form = DemandForm(fees, request.POST or None, initial={"due_on": last_day})
    if request.method == "POST" and form.is_valid():
        try:
            sent = demanding.demand(request.actor, case, form.demanded(), form.cleaned_data["due_on"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已开具缴款通知，申请人可以在网上查到并缴费。")
            return redirect("payments:bill", sent.reference)
    context = {"case": case, "form": form}
    return render(request, "payments/demand.html", context, status=422 if form.errors else 200)


@require_safe
@office(rules.READ)
def notice(request: OfficeRequest, reference: str) -> HttpResponse:
    """缴款通知书 to print, with the code that leads to the page where it is paid."""
    shown = _found(request, reference)
    return _pdf(pdf.drawn(papers.notice(shown)), f"{shown.number}.pdf")


@require_safe
@office(rules.READ)
def voucher(request: OfficeRequest, reference: str) -> HttpResponse:
    shown = _found(request, reference)
    issued = get_object_or_404(Voucher.objects.select_related("payment__bill__case"), payment__bill=shown)
    return _pdf(pdf.drawn(papers.receipt(issued)), f"{issued.number}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
