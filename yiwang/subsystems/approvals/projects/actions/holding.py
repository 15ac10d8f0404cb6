"""How does an application join its project, and how does a stage follow the cases in it?

Called by the room of applications, in the transaction of the deed.
"""

from django.db.models import F

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases.models import Event
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines.actions import Subject
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.applications import editions
from yiwang.subsystems.approvals.applications.models import Application
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.projects import rules
from yiwang.subsystems.approvals.projects.models import Part, Phase, Project
from yiwang.subsystems.approvals.sheets.known import facts_in
from yiwang.subsystems.approvals.sheets.reading import read

NAME = "project.name"


def join(application: Application) -> None:
    """Under its project code; the first application makes the project known here."""
    if not application.project:
        return
    elements = editions.elements_of(application.edition)
    code = application.project
    project, _ = Project.objects.get_or_create(
        code=code,
        defaults={
            "kind": rules.kind_of(code) or elements.project,
            "unit": application.case.unit,
            "known_at": now(),
        },
    )
    if not project.name:
        Project.objects.filter(pk=project.pk).update(name=_name(elements, application))
    stage = elements.stage if elements.stage in rules.STAGES else ""
    phase, _ = Phase.objects.get_or_create(project=project, stage=stage)
    Part.objects.create(phase=phase, application=application)
    settle(phase.pk)


def _name(elements: Elements, application: Application) -> str:
    """What the form asked for as the name of the project."""
    if not elements.sheet:
        return ""
    return str(facts_in(read(elements.sheet), application.answers).get(NAME, ""))[: rules.NAME_LENGTH]


def follow(application: Application, event: Event) -> None:
    """A case began, turned or ended."""
    part = Part.objects.filter(application=application).first() if application.project else None
    if part:
        settle(part.phase_id)


def settle(phase_id: int) -> Phase:
    """State and overall clock of a stage, out of its cases."""
    phase = Phase.objects.select_for_update(of=("self",)).select_related("project").get(pk=phase_id)
    held = [part.application.case for part in phase.parts.select_related("application__case")]
    accepted = [case.accepted_at for case in held if case.accepted_at]
    phase.state = rules.state_of(
        [bool(case.accepted_at) for case in held], [not case.is_open for case in held]
    )
    phase.accepted_at = min(accepted, default=None)
    phase.ended_at = (phase.ended_at or now()) if phase.state == rules.ENDED else None
    phase.save(update_fields=["state", "accepted_at", "ended_at"])
    _wind(phase, is_withdrawn=all(case.state == cases.WITHDRAWN for case in held))
    Project.objects.filter(pk=phase.project_id).update(revision=F("revision") + 1)
    return phase


def clock_of(phase_id: int) -> Clock | None:
    """The newest, open or not."""
    found = Clock.objects.filter(subject_kind=rules.CLOCK, subject_key=str(phase_id))
    return found.order_by("-pk").first()


def _wind(phase: Phase, *, is_withdrawn: bool) -> None:
    """Runs from the first acceptance to the end of the last case; what is in no stage has no overall time."""
    if not phase.stage:
        return
    clock = clock_of(phase.pk)
    is_open = clock is not None and clock.stopped_at is None
    if phase.state == rules.RUNNING and not is_open and phase.accepted_at:
        start(phase)
    elif phase.state == rules.ENDED and clock and is_open:
        if is_withdrawn:
            deadlines.cancel(clock, SYSTEM.person, "申请已撤回")
        else:
            deadlines.stop(clock, SYSTEM.person)


def start(phase: Phase) -> bool:
    """Whether it runs: not while a year's calendar has not been published."""
    item = f"投资项目{phase.get_stage_display()}"
    subject = Subject(rules.CLOCK, str(phase.pk), unit_id=phase.project.unit_id, item=item)
    at = min(phase.accepted_at or now(), now())
    try:
        deadlines.start(subject, rules.LIMITS, SYSTEM.person, at=at)
    except Refused:
        return False
    return True
