"""How does the public learn how far a project has come?"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import F

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import day_of, now, shifted
from yiwang.kernel.exchange import zones
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.parties import Side
from yiwang.subsystems.approvals.projects import messages, rules
from yiwang.subsystems.approvals.projects.actions.holding import clock_of
from yiwang.subsystems.approvals.projects.models import Part, Phase, Project, ShownProject

BATCH = 100


def show_waiting() -> int:
    """The regular job: projects of which something changed; how many were told outside."""
    return sum(_shown(pk) for pk in list(Project.objects.owed().values_list("pk", flat=True)[:BATCH]))


def owe_again() -> int:
    """For an outer zone that was set up anew: every project that it was ever told; how many."""
    return Project.objects.filter(sent_revision__gt=0).update(sent_revision=0)


def owe_moved_phases(clocks: Sequence[Clock]) -> None:
    """A watcher: the calendar moved overall last days."""
    phases = Phase.objects.filter(pk__in=[clock.subject_key for clock in clocks])
    _owe(phases.values_list("project_id", flat=True))


def owe_moved_cases(clocks: Sequence[Clock]) -> None:
    """A watcher: the calendar moved last days of cases, some of which may be parts of projects."""
    keys = [clock.subject_key for clock in clocks]
    parts = Part.objects.filter(application__case__reference__in=keys)
    _owe(parts.values_list("phase__project_id", flat=True))


def _owe(project_ids: Iterable[int]) -> None:
    Project.objects.filter(pk__in=list(project_ids)).update(revision=F("revision") + 1)


@transaction.atomic
def _shown(project_id: int) -> bool:
    """Whether it went; not while the outer zone is unknown here."""
    held = Project.objects.owed().select_for_update(of=("self",)).filter(pk=project_id).first()
    if held is None:
        return False
    project = Project.objects.in_full().get(pk=project_id)
    to = zones.known("outer")
    if to is None:
        return False
    body = shown(project).model_dump(mode="json")
    send(SYSTEM, Side(), Outline(messages.SHOWN, f"投资项目进度 {project.code}", [to], body=body))
    project.sent_revision = project.revision
    project.save(update_fields=["sent_revision"])
    return True


def shown(project: Project) -> messages.Shown:
    """``project`` in full. What a case was decided stays with its applicant: only that it ended is said."""
    return messages.Shown(
        code=project.code,
        name=project.name,
        kind=rules.KINDS[project.kind],
        revision=project.revision,
        phases=tuple(_phase(phase) for phase in ordered(project)),
    )


def ordered(project: Project) -> list[Phase]:
    """In the order of the stages."""
    order = list(rules.STAGES)
    return sorted(project.phases.all(), key=lambda phase: order.index(phase.stage))


def last_day(clock: Clock | None) -> date | None:
    """The last day that is in time, while time runs."""
    if clock is None or clock.stopped_at or clock.due_at is None:
        return None
    return day_of(shifted(clock.due_at, seconds=-1))


def _phase(phase: Phase) -> messages.Phase:
    clock = clock_of(phase.pk)
    return messages.Phase(
        label=phase.get_stage_display(),
        state=phase.get_state_display(),
        tone=phase.tone,
        due_on=last_day(clock),
        may_move=bool(clock and clock.is_provisional),
        parts=tuple(_part(part) for part in phase.parts.all()),
    )


def _part(part: Part) -> messages.Part:
    case = part.application.case
    return messages.Part(
        item=case.title,
        unit=case.unit.name,
        state=case.get_state_display() if case.is_open else "已办结",
        tone=case.tone if case.is_open else "good",
        due_on=last_day(case.clock),
        may_move=bool(case.clock and case.clock.is_provisional),
    )


def take_shown(taken: Taken) -> None:
    """Outer side. Raises Refused where it does not come from the inner zone."""
    zones.check_from(taken, "inner")
    said = taken.body
    known = ShownProject.objects.select_for_update().filter(code=said.code).first()
    if known and known.revision >= said.revision:
        return
    row = known or ShownProject(code=said.code)
    row.revision, row.content, row.said_at = said.revision, said.model_dump(mode="json"), now()
    row.save()
    record(SYSTEM, "approvals.project_show", row, code=said.code, revision=said.revision)
