"""What does the workbench show of investment projects, and what may be done with one?"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from yiwang.kernel.deadlines.due import Due, due_of
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may, require
from yiwang.subsystems.approvals.projects import rules
from yiwang.subsystems.approvals.projects.actions import steering
from yiwang.subsystems.approvals.projects.actions.showing import ordered
from yiwang.subsystems.approvals.projects.forms import DescribeForm, ExtendForm, FindForm
from yiwang.subsystems.approvals.projects.models import Part, Phase, Project


@require_safe
@office(rules.COORDINATE)
def projects(request: OfficeRequest) -> HttpResponse:
    form = FindForm(request.GET)
    rows = Project.objects.visible_to(request.post).in_full()
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = (rows.mentioning(text) if text else rows).order_by("-known_at", "-pk")
    page = page_of(found, request.GET.get("page"))
    context = {"page": page, "rows": [(row, ordered(row)) for row in page.rows], "form": form, "text": text}
    return render(request, "projects/projects.html", context)


@dataclass(frozen=True)
class Line:
    """A case of a stage with its own time."""

    part: Part
    due: Due


@dataclass(frozen=True)
class Stage:
    """A stage with its overall time."""

    phase: Phase
    due: Due
    lines: tuple[Line, ...]
    waits_for_calendar: bool
    form: forms.Form | None


def _found(request: OfficeRequest, project_id: int) -> Project:
    return get_object_or_404(Project.objects.visible_to(request.post).in_full(), pk=project_id)


@require_safe
@office(rules.COORDINATE)
def project(request: OfficeRequest, project_id: int) -> HttpResponse:
    """Every stage, every unit, every last day on one page."""
    return _page(request, _found(request, project_id), {})


def _page(request: OfficeRequest, shown: Project, refused: dict[str, forms.Form]) -> HttpResponse:
    blank = DescribeForm(initial={"name": shown.name, "kind": shown.kind}, prefix="describe")
    context = {
        "project": shown,
        "kind": rules.KINDS[shown.kind],
        "stages": _stages(request, shown, refused),
        "describe": refused.get("describe") or blank,
        "open": next(iter(refused), ""),
    }
    return render(request, "projects/project.html", context, status=422 if refused else 200)


def _stages(request: OfficeRequest, shown: Project, refused: dict[str, forms.Form]) -> list[Stage]:
    phases = ordered(shown)
    keys = [str(phase.pk) for phase in phases]
    found = Clock.objects.filter(subject_kind=rules.CLOCK, subject_key__in=keys).order_by("pk")
    clocks = {int(clock.subject_key): clock for clock in found}
    may_extend = may(request.post, rules.EXTEND)
    return [_stage(phase, clocks.get(phase.pk), refused, may_extend=may_extend) for phase in phases]


def _stage(phase: Phase, clock: Clock | None, refused: dict[str, forms.Form], *, may_extend: bool) -> Stage:
    runs = clock is not None and clock.stopped_at is None
    verb = f"extend-{phase.pk}"
    is_offered = (may_extend and runs and not phase.is_extended) or verb in refused
    return Stage(
        phase=phase,
        due=due_of(clock) if runs else Due(),
        lines=tuple(Line(part, _due(part)) for part in phase.parts.all()),
        waits_for_calendar=clock is None and phase.state == rules.RUNNING and bool(phase.stage),
        form=(refused.get(verb) or ExtendForm(prefix=verb)) if is_offered else None,
    )


def _due(part: Part) -> Due:
    clock = part.application.case.clock
    return due_of(clock) if clock and not clock.stopped_at else Due()


@require_POST
@office(rules.COORDINATE)
def describe(request: OfficeRequest, project_id: int) -> HttpResponse:
    shown = _found(request, project_id)
    form = DescribeForm(request.POST, prefix="describe")
    return _done(
        request, shown, "describe", form, lambda said: steering.describe(request.actor, shown.pk, **said)
    )


@require_POST
@office(rules.EXTEND)
def extend(request: OfficeRequest, project_id: int, phase_id: int) -> HttpResponse:
    require(request.post, rules.EXTEND)
    shown = _found(request, project_id)
    if phase_id not in {phase.pk for phase in shown.phases.all()}:
        raise Http404
    verb = f"extend-{phase_id}"
    form = ExtendForm(request.POST, prefix=verb)
    return _done(request, shown, verb, form, lambda said: steering.extend(request.actor, phase_id, **said))


def _done(request: OfficeRequest, shown: Project, verb: str, form: forms.Form, call: Any) -> HttpResponse:
    """Do it; what is refused is said on the page, with what was typed."""
    if form.is_valid():
        try:
            call(form.cleaned_data)
        except Refused as refused:
            refused.show_in(form)
        else:
            messages.success(request, "已保存。")
            return redirect("projects:project", shown.pk)
    return _page(request, _found(request, shown.pk), {verb: form})
