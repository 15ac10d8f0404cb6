"""Which indicators are there, from which source, and which numbers may the city set?"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.inspection import marking, queries, rules
from yiwang.subsystems.portal.inspection.actions.settings import set_marks
from yiwang.subsystems.portal.inspection.forms import SettingForm
from yiwang.subsystems.portal.inspection.indicators import catalogue


@require_safe
@office(rules.READ)
def listing(request: OfficeRequest) -> HttpResponse:
    context = {"groups": queries.marks(), "may_set": may(request.post, rules.INSPECT)}
    return render(request, "portal_inspection/indicators.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.INSPECT)
def change(request: OfficeRequest, code: str) -> HttpResponse:
    """The numbers of one whole city: only its own post sets them."""
    if code not in catalogue():
        raise Http404
    if request.post.unit.parent_id is not None:
        raise Refused("检查指标全市统一，由市级网站检查员调整。")
    held = marking.in_force()[code]
    initial = {"each": held.each, "most": held.most, "veto_at": held.veto_at, "days": held.days}
    form = SettingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_marks(request.actor, code, form.marks(), form.cleaned_data["reason"])
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "指标已调整，自下一次检查起生效。")
            return redirect("portal_inspection:indicators")
    context = {"form": form, "indicator": catalogue()[code]}
    return render(
        request, "portal_inspection/indicator_form.html", context, status=422 if form.errors else 200
    )
