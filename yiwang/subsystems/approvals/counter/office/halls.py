"""Where are halls, services and windows set up?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.approvals.counter import places, rules, statistics
from yiwang.subsystems.approvals.counter.actions import calling
from yiwang.subsystems.approvals.counter.actions import halls as actions
from yiwang.subsystems.approvals.counter.forms.queue import (
    DayForm,
    HallForm,
    ServiceForm,
    WindowForm,
    chosen_hall,
)
from yiwang.subsystems.approvals.counter.models import Hall, Service, Window


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.MANAGE)
def halls(request: OfficeRequest) -> HttpResponse:
    """The halls of the manager's units, and a new one."""
    form = HallForm(None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.open_hall(request.actor, request.post.unit, said["code"], said)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已新设大厅，请设置业务和窗口。")
            return redirect("counter:hall", made.code)
    context = {"halls": places.halls_of(request.post), "form": form}
    return render(request, "counter/halls.html", context, status=422 if form.errors else 200)


def _hall(request: OfficeRequest, code: str) -> Hall:
    return get_object_or_404(Hall.objects.visible_to(request.post), code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.MANAGE)
def hall(request: OfficeRequest, code: str) -> HttpResponse:
    """One hall: its particulars, its services, its windows."""
    shown = _hall(request, code)
    initial = {name: getattr(shown, name) for name in actions.HALL}
    initial["delivers_for"] = shown.delivers_for.all()
    form = HallForm(shown, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_hall(request.actor, shown.pk, form.cleaned_data)
        messages.success(request, "已保存。")
        return redirect("counter:hall", shown.code)
    context = {
        "hall": shown,
        "form": form,
        "served": shown.delivers_for.all(),
        "services": shown.services.prefetch_related("units"),
        "windows": shown.windows.select_related("clerk").prefetch_related("services"),
    }
    return render(request, "counter/hall.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.MANAGE)
def service(request: OfficeRequest, code: str, service_id: int = 0) -> HttpResponse:
    shown = _hall(request, code)
    found = get_object_or_404(shown.services, pk=service_id) if service_id else None
    form = ServiceForm(request.POST or None, initial=_of_service(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_service(request.actor, shown.pk, form.cleaned_data, service_id or None)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已保存。")
            return redirect("counter:hall", shown.code)
    context = {"hall": shown, "form": form, "title": found.name if found else "新增业务"}
    return render(request, "counter/part.html", context, status=422 if form.errors else 200)


def _of_service(found: Service | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {**{name: getattr(found, name) for name in actions.SERVICE}, "units": found.units.all()}


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.MANAGE)
def window(request: OfficeRequest, code: str, window_id: int = 0) -> HttpResponse:
    shown = _hall(request, code)
    found = get_object_or_404(shown.windows, pk=window_id) if window_id else None
    form = WindowForm(shown, request.POST or None, initial=_of_window(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_window(request.actor, shown.pk, form.cleaned_data, window_id or None)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已保存。")
            return redirect("counter:hall", shown.code)
    context = {"hall": shown, "form": form, "title": found.label if found else "新增窗口"}
    return render(request, "counter/part.html", context, status=422 if form.errors else 200)


def _of_window(found: Window | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {**{name: getattr(found, name) for name in actions.WINDOW}, "services": found.services.all()}


@require_POST
@office(rules.MANAGE)
def free(request: OfficeRequest, code: str, window_id: int) -> HttpResponse:
    """A window whose clerk forgot to leave it."""
    shown = _hall(request, code)
    found = get_object_or_404(shown.windows, pk=window_id)
    try:
        calling.free(request.actor, found.pk)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"{found.label}已离岗。")
    return redirect("counter:hall", shown.code)


@require_safe
@office(rules.MANAGE)
def figures(request: OfficeRequest) -> HttpResponse:
    """A day at every window."""
    offered = places.halls_of(request.post)
    shown = chosen_hall(request, request.post, offered)
    if request.GET.get("hall") and shown and shown.code != request.GET["hall"]:
        raise Http404
    form = DayForm(request.GET)
    day = (form.cleaned_data["day"] if form.is_valid() else None) or today()
    figures = statistics.of_day(shown, day) if shown else None
    context = {"hall": shown, "halls": offered, "day": day, "figures": figures}
    return render(request, "counter/figures.html", context)
