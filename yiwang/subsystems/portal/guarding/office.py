"""How do those on duty see what was touched, deal with it, and keep the lists of safety jobs?"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.guarding import queries, rules
from yiwang.subsystems.portal.guarding.actions import duty, reporting, safeguards
from yiwang.subsystems.portal.guarding.forms import DaysForm, DoneForm, DutyForm, HandleForm
from yiwang.subsystems.portal.guarding.models import Safeguard, Tampering
from yiwang.subsystems.portal.pages import mode
from yiwang.subsystems.portal.pages import rules as pages


@require_safe
@office(rules.READ)
def overview(request: OfficeRequest) -> HttpResponse:
    """The watcher, the signed list, who is on duty, and every file that was touched."""
    return _overview(request, HandleForm())


def _overview(request: OfficeRequest, form: forms.Form) -> HttpResponse:
    state = request.GET.get("state", "")
    watch = queries.watch()
    context = {
        "watch": watch,
        "is_at_work": duty.is_at_work(watch),
        "are_files": mode.are_files(),
        "mode": pages.MODES[mode.mode()],
        "proof": queries.proof() if mode.are_files() else None,
        "page": page_of(queries.tamperings(state), request.GET.get("page")),
        "open": Tampering.objects.open().count(),
        "state": state,
        "form": form,
        "may_manage": _may_manage(request),
    }
    return render(request, "portal_guarding/overview.html", context, status=422 if form.errors else 200)


@require_http_methods(["POST"])
@office(rules.MANAGE)
def handle_all(request: OfficeRequest) -> HttpResponse:
    _require_city(request)
    form = HandleForm(request.POST)
    if form.is_valid():
        try:
            count = reporting.handle_all(request.actor, form.cleaned_data["note"])
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, f"{count} 条记录已处置。")
            return redirect("portal_guarding:overview")
    return _overview(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.READ)
def tampering(request: OfficeRequest, tampering_id: int) -> HttpResponse:
    shown = get_object_or_404(Tampering, pk=tampering_id)
    form = HandleForm(request.POST or None)
    if request.method == "POST":
        _require_city(request)
        if _done(form, lambda said: reporting.handle(request.actor, shown.pk, said["note"])):
            messages.success(request, "处置情况已登记。")
            return redirect("portal_guarding:overview")
    context = {"shown": shown, "form": form, "may_manage": _may_manage(request)}
    return render(request, "portal_guarding/tampering.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.MANAGE)
def set_duty(request: OfficeRequest) -> HttpResponse:
    """Whom the watcher tells."""
    _require_city(request)
    watch = queries.watch()
    initial = {"person": watch.person_id, "deputy": watch.deputy_id, "phone": watch.phone}
    form = DutyForm(request.POST or None, people=queries.guards(), initial=initial)
    if request.method == "POST" and _done(
        form, lambda said: duty.set_duty(request.actor, said["person"], said["deputy"], said["phone"])
    ):
        messages.success(request, "值班安排已保存。")
        return redirect("portal_guarding:overview")
    return _form(request, "值班安排", form, "发现篡改时，站内消息、短信和邮件发给值班人和替班人。")


@require_safe
@office(rules.READ)
def jobs(request: OfficeRequest) -> HttpResponse:
    """The five safety jobs of every site."""
    context = {"sites": queries.lines(), "may_manage": _may_manage(request)}
    return render(request, "portal_guarding/jobs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.MANAGE)
def job_done(request: OfficeRequest, safeguard_id: int) -> HttpResponse:
    _require_city(request)
    row = get_object_or_404(Safeguard.objects.select_related("site"), pk=safeguard_id)
    form = DoneForm(request.POST or None, initial={"done_on": today()})
    if request.method == "POST" and _done(
        form, lambda said: safeguards.enter_done(request.actor, row.pk, said["done_on"], said["note"])
    ):
        messages.success(request, "已登记。")
        return redirect("portal_guarding:jobs")
    past = page_of(row.done.all(), request.GET.get("page"), size=20)
    return _form(request, f"登记完成：{row}", form, row.what, past)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.MANAGE)
def job_days(request: OfficeRequest, safeguard_id: int) -> HttpResponse:
    _require_city(request)
    row = get_object_or_404(Safeguard.objects.select_related("site"), pk=safeguard_id)
    form = DaysForm(request.POST or None, initial={"days": row.days})
    if request.method == "POST" and _done(
        form, lambda said: safeguards.set_days(request.actor, row.pk, said["days"])
    ):
        messages.success(request, "周期已调整。")
        return redirect("portal_guarding:jobs")
    return _form(request, f"调整周期：{row}", form, row.what)


def _done(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether what the form says was done; a refusal stands in the form."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refused as refused:
        refused.show_in(form)
        return False
    return True


def _form(
    request: OfficeRequest, heading: str, form: forms.Form, what: str, past: object = None
) -> HttpResponse:
    context = {"heading": heading, "form": form, "what": what, "past": past}
    return render(request, "portal_guarding/form.html", context, status=422 if form.errors else 200)


def _may_manage(request: OfficeRequest) -> bool:
    return may(request.post, rules.MANAGE) and request.post.unit.parent_id is None


def _require_city(request: OfficeRequest) -> None:
    if not _may_manage(request):
        raise Refused("网站安全防护全市统一管理，由市级网站安全员操作。")
