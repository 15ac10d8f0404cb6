"""How does the system administrator import a unit ledger and read what was not taken?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.actions.ledger import import_ledger
from yiwang.kernel.organizations.forms.ledger import LedgerForm
from yiwang.kernel.organizations.ledger import Rejection, rejections_csv, rows_of
from yiwang.kernel.organizations.models import LedgerImport
from yiwang.kernel.organizations.paging import page_of

MANAGE = "organizations.unit_manage"
SHOWN = 200


@office(MANAGE)
def imports(request: OfficeRequest) -> HttpResponse:
    """The upload form and what was imported before; the ledger is the whole city's."""
    _require_root(request)
    form = LedgerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            kept = import_ledger(
                request.actor,
                rows_of(told["file"], told["file"].name),
                told["file"].name,
                on=told["on"],
                is_dry_run=told["is_dry_run"],
            )
            messages.success(request, "已试读，没有写入。" if kept.is_dry_run else "导入完成。")
            return redirect("organizations:ledger_import", kept.pk)
        except Refused as refused:
            refused.show_in(form, "file")
    context = {
        "form": form,
        "page": page_of(LedgerImport.objects.defer("rejections"), request.GET.get("page"), 20),
    }
    return render(request, "organizations/ledger.html", context, status=422 if form.is_bound else 200)


@office(MANAGE)
def ledger_import(request: OfficeRequest, import_id: int) -> HttpResponse:
    _require_root(request)
    kept = get_object_or_404(LedgerImport, pk=import_id)
    context = {"kept": kept, "shown": kept.rejections[:SHOWN], "shown_most": SHOWN}
    return render(request, "organizations/ledger_import.html", context)


@office(MANAGE)
def rejections(request: OfficeRequest, import_id: int) -> HttpResponse:
    """The rejection list as a file for Excel."""
    _require_root(request)
    kept = get_object_or_404(LedgerImport, pk=import_id)
    listed = rejections_csv(Rejection(**rejection) for rejection in kept.rejections)
    response = HttpResponse(listed, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rejections-{kept.pk}.csv"'
    return response


def _require_root(request: OfficeRequest) -> None:
    if request.post is None or request.post.unit.parent_id is not None:
        raise Refused("机构名录由市级系统管理员统一导入。")
