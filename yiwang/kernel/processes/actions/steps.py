"""Who takes an open step?"""

from django.db import transaction

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.processes import rules
from yiwang.kernel.processes.actions import moving
from yiwang.kernel.processes.models import Step


@transaction.atomic
def assign(by: Actor, step_id: int, person: Person) -> Step:
    """Give an open step to a person, whoever had it."""
    step = moving.locked_open(step_id)
    if not person.is_active:
        raise Refused(f"{person.name}的账号已停用，不能交办。")
    return _given(step, person)


@transaction.atomic
def claim(by: Actor, step_id: int) -> Step:
    """Take an open step oneself; Refused where somebody else has it."""
    step = moving.locked_open(step_id)
    rules.check_claim(step.person_id, by.person_id, step.person.name if step.person else "")
    step.claimed_at = step.claimed_at or now()
    step.person_id = by.person_id
    step.save(update_fields=["person", "claimed_at"])
    return step


@transaction.atomic
def release(by: Actor, step_id: int) -> Step:
    """Put a step back among those of its unit and role."""
    return _given(moving.locked_open(step_id), None)


@transaction.atomic
def move(by: Actor, step_id: int, unit: Unit) -> Step:
    """Hand an open step to another unit; the role stays, whoever had it no longer has it."""
    step = moving.locked_open(step_id)
    if not unit.is_open:
        raise Refused(f"“{unit.name}”已撤销，不能转交。", field="unit")
    if step.unit_id == unit.pk:
        raise Refused(f"该环节已在“{unit.name}”。", field="unit")
    step.unit = unit
    step.save(update_fields=["unit"])
    if step.clock_id:
        deadlines.assign(moving.CLOCK_OF_STEP, str(step.pk), unit.pk)
    return _given(step, None)


def _given(step: Step, person: Person | None) -> Step:
    step.person, step.claimed_at = person, None
    step.save(update_fields=["person", "claimed_at"])
    return step
