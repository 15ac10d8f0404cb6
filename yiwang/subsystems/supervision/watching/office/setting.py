"""How are rules, thresholds and areas set?"""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yiwang.kernel.deadlines import subjects
from yiwang.kernel.deadlines.models import LightThreshold
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.deadlines.rules import DEFAULT
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import COLOURS, TONES
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Oversight, Unit
from yiwang.kernel.organizations.oversight import within
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.supervision.watching import actions, rules, running, sight
from yiwang.subsystems.supervision.watching.forms.setting import AreaForm, DropForm, RuleForm, ThresholdForm
from yiwang.subsystems.supervision.watching.models import Happening, RuleFault
from yiwang.subsystems.supervision.watching.running import Running

DAYS = 30
MODE_TONES = {rules.OFF: "", rules.TRIAL: "info", rules.ON: "good"}


@require_safe
@office(rules.READ)
def rules_list(request: OfficeRequest) -> HttpResponse:
    """With what each found in the last days, and those that fail named on top."""
    every = running.every()
    counts = _counts()
    faults = RuleFault.objects.in_bulk()
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in every:
        row = {**_shown(each), "counts": counts.get(each.rule.code, {}), "fault": faults.get(each.rule.code)}
        groups.setdefault(each.rule.group, []).append(row)
    context = {
        "groups": groups.items(),
        "faults": [(each.rule.label, faults[each.rule.code]) for each in every if each.rule.code in faults],
        "left": Happening.objects.left().count() if faults else 0,
        "days": DAYS,
        "may_set": may(request.post, rules.SET),
    }
    return render(request, "supervision_watching/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.SET)
def rule(request: OfficeRequest, code: str) -> HttpResponse:
    found = next((each for each in running.every() if each.rule.code == code), None)
    if found is None:
        raise Http404
    form = RuleForm(found, request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.set_rule(request.actor, code, form.setting(), form.cleaned_data["reason"])
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "已保存，从下一次巡查起执行。")
            return redirect("supervision_watching:rule", code)
    context = {
        **_shown(found),
        "form": form,
        "counts": _counts().get(code, {}),
        "fault": RuleFault.objects.filter(pk=code).first(),
        "days": DAYS,
    }
    return render(request, "supervision_watching/rule.html", context, status=422 if form.errors else 200)


def _shown(each: Running) -> dict[str, Any]:
    return {
        "running": each,
        "mode_tone": MODE_TONES[each.mode],
        "colour": COLOURS[each.rule.colour],
        "colour_tone": TONES[each.rule.colour],
        "numbers": [
            f"{parameter.label}{each.parameters[code].normalize():f}{parameter.unit}"
            for code, parameter in each.rule.parameters.items()
        ],
    }


def _counts() -> dict[str, dict[str, int]]:
    """By rule: findings of the last days, in force and on trial. One query on an index."""
    found: dict[str, dict[str, int]] = {}
    recent = Finding.objects.filter(found_at__gte=shifted(now(), days=-DAYS)).order_by()
    for code, is_trial, number in recent.values_list("rule", "is_trial").annotate(number=Count("pk")):
        found.setdefault(code, {})["trial" if is_trial else "on"] = number
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.SET)
def thresholds(request: OfficeRequest) -> HttpResponse:
    form = ThresholdForm(request.POST or None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            change = actions.set_threshold(
                request.actor, given["kind"], given["item"], form.threshold(), given["reason"]
            )
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, f"已保存，重新计算了{change.looked_at}个正在计时的期限。")
            return redirect("supervision_watching:thresholds")
    rows = [
        (row, subjects.label(row.kind) if row.kind else "全部种类") for row in LightThreshold.objects.all()
    ]
    context = {"form": form, "rows": rows, "default": DEFAULT}
    return render(
        request, "supervision_watching/thresholds.html", context, status=422 if form.errors else 200
    )


@require_POST
@office(rules.SET)
def drop_threshold(request: OfficeRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(LightThreshold, pk=pk)
    form = DropForm(request.POST)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        actions.set_threshold(request.actor, row.kind, row.item, None, reason)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "已取消单独设置。")
    return redirect("supervision_watching:thresholds")


@require_http_methods(["GET", "HEAD", "POST"])
@office(rules.SET)
def areas(request: OfficeRequest) -> HttpResponse:
    """Who watches over whom, of the own unit and those below."""
    own = Unit.objects.filter(within("path", [request.post.unit.path])).open()
    form = AreaForm(request.POST or None, among=own, over=sight.units(request.post).open())
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            actions.begin_area(request.actor, request.post, given["unit"], given["over"], given["ground"])
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "已设定监督范围。")
            return redirect("supervision_watching:areas")
    rows = Oversight.objects.filter(within("unit__path", [request.post.unit.path]))
    rows = rows.select_related("unit", "over").order_by("unit__path", "over__path", "-pk")
    context = {
        "form": form,
        "held": rows.in_force()[:500],
        "ended": rows.filter(ended_at__isnull=False).order_by("-ended_at", "-pk")[:100],
    }
    return render(request, "supervision_watching/areas.html", context, status=422 if form.errors else 200)


@require_POST
@office(rules.SET)
def end_area(request: OfficeRequest, pk: int) -> HttpResponse:
    get_object_or_404(Oversight, pk=pk)
    actions.end_area(request.actor, request.post, pk)
    messages.success(request, "监督范围已结束。")
    return redirect("supervision_watching:areas")
