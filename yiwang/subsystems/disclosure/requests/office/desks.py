"""Which organs take requests, and where are their disclosure offices?"""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.deeds import done
from yiwang.subsystems.disclosure.requests import rules
from yiwang.subsystems.disclosure.requests.actions import desks as actions
from yiwang.subsystems.disclosure.requests.forms.keeping import DeskForm
from yiwang.subsystems.disclosure.requests.models import Desk

MOST = 500


@require_safe
@office(rules.KEEP)
def desk_list(request: OfficeRequest) -> HttpResponse:
    found = Desk.objects.visible_to(request.post).select_related("unit").in_order()
    return render(request, "requests/desks.html", {"desks": found[:MOST]})


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.KEEP)
def desk_new(request: OfficeRequest) -> HttpResponse:
    form = DeskForm(request.POST or None)
    if request.method == "POST":
        response = done(
            request,
            form,
            lambda: actions.open_desk(request.actor, form.cleaned_data["unit"], form.facts()),
            "受理机构已登记，公众可以向这个单位申请了。",
            reverse("disclosure_requests:desk_list"),
        )
        if response:
            return response
    context = {"form": form, "heading": "登记受理机构"}
    return render(request, "requests/desk.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.KEEP)
def desk(request: OfficeRequest, desk_id: int) -> HttpResponse:
    shown = get_object_or_404(Desk.objects.visible_to(request.post).select_related("unit"), pk=desk_id)
    form = DeskForm(request.POST or None, desk=shown)
    if request.method == "POST":
        response = done(
            request,
            form,
            lambda: actions.change_desk(request.actor, shown.pk, form.facts()),
            "已保存，网站上同步更新。",
            reverse("disclosure_requests:desk_list"),
        )
        if response:
            return response
    context = {"form": form, "heading": shown.unit.name, "desk": shown}
    return render(request, "requests/desk.html", context, status=422 if form.errors else 200)
