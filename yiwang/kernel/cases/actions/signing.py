"""How does one more unit come to answer at a step that several take together, and how is one let off?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules, standing
from yiwang.kernel.cases.actions import holding
from yiwang.kernel.cases.actions.deciding import settle_run
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.cases.models import Case
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.processes import actions as processes
from yiwang.kernel.processes.actions import Finished, Seat
from yiwang.kernel.processes.models import Run, Step
from yiwang.kernel.processes.rules import FINISHED


@transaction.atomic
def add_signer(by: Actor, step_id: int, unit: Unit, reason: str, person: Person | None = None) -> Step:
    """Let another unit answer too at an open step (加签); the step is over when it has answered as well.

    For a unit that handles the case or has an open step of it; in the other unit somebody must have the
    step's role.
    """
    reason = rules.words(reason, "加签的理由", field="reason", longest=300)
    case, step = holding.held_with_step(step_id)
    standing.require_part(standing.post_of(by), rules.HANDLE, case)
    holding.advance(case, "add_signer")
    _check_unit(step, unit)
    holders = standing.holders_of(step.role, unit.pk)
    if not holders.exists():
        role = roles.declared()[step.role].label
        raise Refused(f"{unit.called}没有“{role}”岗位，无人能办理“{step.label}”，不能加签。", field="unit")
    if person and not holders.filter(pk=person.pk).exists():
        raise Refused(f"{person.name}在{unit.called}没有办理“{step.label}”的岗位，不能加签。", field="person")
    added = processes.add_step(by, step_id, Seat(unit.pk, step.role, person.pk if person else None))
    who = f"{unit.called}{person.name if person else ''}"
    enter(by, case, Line("add_signer", f"“{step.label}”加签：{who}", reason, added))
    record(by, "cases.signer_add", case, step=step.label, unit=unit.name, reason=reason)
    return added


@transaction.atomic
def remove_signer(by: Actor, step_id: int, reason: str) -> Case:
    """Wait no longer for the answer of a unit that was asked (减签); for the unit that handles the case."""
    reason = rules.words(reason, "减签的理由", field="reason", longest=300)
    case, step = holding.held_with_step(step_id)
    standing.require(standing.post_of(by), rules.HANDLE, case)
    holding.advance(case, "remove_signer")
    opened = processes.remove_step(by, step_id, reason)
    enter(by, case, Line("remove_signer", f"“{step.label}”减签：{step.unit.called}", reason, step))
    run = Run.objects.get(steps=step_id)
    settle_run(by, case, Finished(step, opened, run.state == FINISHED))
    record(by, "cases.signer_remove", case, step=step.label, unit=step.unit.name, reason=reason)
    return case


def _check_unit(step: Step, unit: Unit) -> None:
    if not unit.is_open:
        raise Refused(f"“{unit.name}”已撤销，不能加签。", field="unit")
    if Step.objects.open().filter(run=step.run_id, node=step.node, unit=unit).exists():
        raise Refused(f"{unit.called}已在“{step.label}”办理，不必加签。", field="unit")
