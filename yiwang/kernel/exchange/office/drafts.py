"""What has the unit begun to write and not sent?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.exchange import kinds
from yiwang.kernel.exchange.actions import drafts as actions
from yiwang.kernel.exchange.models import Draft
from yiwang.kernel.exchange.office.mail import own_unit
from yiwang.kernel.exchange.rules import USE
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of


@require_safe
@office(USE)
def drafts(request: OfficeRequest) -> HttpResponse:
    unit = own_unit(request)
    rows = Draft.objects.filter(unit=unit).select_related("author").order_by("-changed_at", "-id")
    page = page_of(rows.defer("written"), request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(draft, kinds.label(draft.kind)) for draft in page.rows],
        "unit": unit,
    }
    return render(request, "exchange/drafts.html", context)


@require_POST
@office(USE)
def discard(request: OfficeRequest, draft_id: int) -> HttpResponse:
    draft = get_object_or_404(Draft, unit=own_unit(request), pk=draft_id)
    actions.discard(request.actor, draft)
    messages.success(request, f"草稿《{draft}》已删除。")
    return redirect("exchange:drafts")
