"""What did one inspection find, and who begins or stops one?"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.inspection import queries, rules
from yiwang.subsystems.portal.inspection.actions import runs as actions
from yiwang.subsystems.portal.inspection.forms import BeginForm
from yiwang.subsystems.portal.inspection.indicators import catalogue
from yiwang.subsystems.portal.inspection.models import Run, Sighting
from yiwang.subsystems.portal.inspection.office.sites import seen_site, site_page


@require_POST
@office(rules.INSPECT)
def begin(request: OfficeRequest, site_id: int) -> HttpResponse:
    shown = seen_site(request, site_id)
    form = BeginForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            begun = actions.begin(request.actor, shown.pk, said["pages"], said["minutes"] * 60)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "检查已发起，由后台进行；刷新本页可以看到进度。")
            return redirect("portal_inspection:run", begun.pk)
    return site_page(request, shown, form)


@require_safe
@office(rules.READ)
def run(request: OfficeRequest, run_id: int) -> HttpResponse:
    """By indicator; each opens to its evidence."""
    shown = _seen(request, run_id)
    context = {
        "run": shown,
        "groups": queries.indicator_rows(shown),
        "vetoes": [catalogue()[code].label for code in shown.vetoes if code in catalogue()],
        "may_inspect": may(request.post, rules.INSPECT),
    }
    return render(request, "portal_inspection/run.html", context)


@require_safe
@office(rules.READ)
def indicator(request: OfficeRequest, run_id: int, code: str) -> HttpResponse:
    """Every place where one indicator's fault stood, as it was seen."""
    shown = _seen(request, run_id)
    if code not in catalogue():
        raise Http404
    places = (
        Sighting.objects.filter(run=shown, code=code).select_related("problem__unit").order_by("about", "pk")
    )
    context = {
        "run": shown,
        "indicator": catalogue()[code],
        "page": page_of(places, request.GET.get("page")),
    }
    return render(request, "portal_inspection/indicator.html", context)


@require_POST
@office(rules.INSPECT)
def stop(request: OfficeRequest, run_id: int) -> HttpResponse:
    shown = _seen(request, run_id)
    actions.stop(request.actor, shown.pk)
    messages.success(request, "检查已停止，不作结论。")
    return redirect("portal_inspection:run", shown.pk)


def _seen(request: OfficeRequest, run_id: int) -> Run:
    found = Run.objects.visible_to(request.post).select_related("site__unit").defer("facts")
    return get_object_or_404(found, pk=run_id)
