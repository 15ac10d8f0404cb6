"""Where are the days compared, and their differences settled?"""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.approvals.payments import drivers, rules
from yiwang.subsystems.approvals.payments.actions import reconciling
from yiwang.subsystems.approvals.payments.forms import SettleForm
from yiwang.subsystems.approvals.payments.models import Difference, Statement


@require_safe
@office(rules.RECONCILE)
def statements(request: OfficeRequest) -> HttpResponse:
    rows = Statement.objects.annotate(
        found=Count("differences"),
        unsettled=Count("differences", filter=Q(differences__settled_at=None)),
    ).order_by("-day", "driver")
    page = page_of(rows, request.GET.get("page"))
    context = {"page": page, "rows": [(row, drivers.label(row.driver)) for row in page.rows]}
    return render(request, "payments/statements.html", context)


@require_safe
@office(rules.RECONCILE)
def statement(request: OfficeRequest, statement_id: int) -> HttpResponse:
    return _page(request, get_object_or_404(Statement, pk=statement_id), 0, SettleForm())


def _page(request: OfficeRequest, shown: Statement, open_id: int, form: SettleForm) -> HttpResponse:
    context = {
        "statement": shown,
        "driver": drivers.label(shown.driver),
        "differences": shown.differences.select_related("settled_by"),
        "open_id": open_id,
        "form": form,
        "missing_here": rules.MISSING_HERE,
    }
    return render(request, "payments/statement.html", context, status=422 if open_id else 200)


@require_POST
@office(rules.RECONCILE)
def compare(request: OfficeRequest, statement_id: int) -> HttpResponse:
    shown = get_object_or_404(Statement, pk=statement_id)
    reconciling.reconcile(request.actor, shown.pk)
    messages.success(request, "已重新对账。")
    return redirect("payments:statement", shown.pk)


@require_POST
@office(rules.RECONCILE)
def enter(request: OfficeRequest, difference_id: int) -> HttpResponse:
    difference = get_object_or_404(Difference, pk=difference_id)
    try:
        settled = reconciling.enter_missing(request.actor, difference.pk)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"{settled.settlement}。")
    return redirect("payments:statement", difference.statement_id)


@require_POST
@office(rules.RECONCILE)
def settle(request: OfficeRequest, difference_id: int) -> HttpResponse:
    difference = get_object_or_404(Difference.objects.select_related("statement"), pk=difference_id)
    form = SettleForm(request.POST)
    if form.is_valid():
        try:
            reconciling.settle(request.actor, difference.pk, form.cleaned_data["settlement"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已登记处理情况。")
            return redirect("payments:statement", difference.statement_id)
    return _page(request, difference.statement, difference.pk, form)
