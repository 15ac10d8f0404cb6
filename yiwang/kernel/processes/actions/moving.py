"""How do the steps in the database follow where the engine says a run stands?"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.prepared import Prepared, insert, insert_all, update
from yiwang.kernel.processes import engine, expressions, journal, rules
from yiwang.kernel.processes.definitions import MACHINES
from yiwang.kernel.processes.diagram import Node
from yiwang.kernel.processes.engine import Machine, Place, Position
from yiwang.kernel.processes.journal import Journal
from yiwang.kernel.processes.models import Run, Step

CLOCK_OF_STEP = "processes.step"
MOVED = ["journal", "data", "seats", "last_number", "state", "ended_at"]
_RUN_OF_STEP = Prepared(lambda step_id: Run.objects.select_for_update(of=("self",)).filter(steps=step_id))
_STEP = Prepared(lambda pk: Step.objects.filter(pk=pk))


def locked(step_id: int) -> Step:
    """The step as it is once the run is ours: whoever changes a step of a run locks the run, and first.

    Raises Refused where the run is over.
    """
    run = _RUN_OF_STEP.first(step_id)
    step = _STEP.first(step_id) if run else None
    if run is None or step is None:
        raise Step.DoesNotExist
    step.run = run
    rules.check_running(run.state)
    return step


def locked_open(step_id: int) -> Step:
    """Raises Refused where the step is over, and says who was quicker."""
    step = locked(step_id)
    if not step.is_open:
        rules.check_open(step.state, step.done_by.name if step.done_by else "", step.label)
    return step


def machine_of(run: Run) -> Machine:
    return MACHINES.of(run.definition_id)


def position_of(run: Run, told: Journal) -> Position:
    """Where the run stands; Refused where the engine finds no way: no checked definition lets that happen."""
    try:
        return engine.position(machine_of(run), told)
    except engine.TooLong as long:
        raise Refused("流程反复流转次数过多，不能继续；请办结或撤销后重新发起。") from long
    except engine.Stuck as stuck:
        raise Refused("按流程图无法继续流转，请联系流程管理员检查流程图。") from stuck


def facts(machine: Machine, data: Mapping[str, Any] | None) -> dict[str, Any]:
    """What of ``data`` the definition declares as fields; Refused where a value does not fit its field."""
    found = {}
    for field in machine.diagram.fields:
        if data and field.name in data:
            value = data[field.name]
            if not expressions.fitting(value, field.type):
                raise Refused(f"“{field.label}”应是{expressions.TYPES[field.type]}。", field=field.name)
            found[field.name] = value
    return found


def close(step: Step, state: str, by: Actor, outcome: str = "", reason: str = "") -> None:
    """End an open step, and its clock with it."""
    step.state, step.outcome, step.reason = state, outcome, reason[:300]
    step.done_at, step.done_by_id = now(), by.person_id
    update(step, ["state", "outcome", "reason", "done_at", "done_by"])
    if step.clock is None:
        return
    if state == rules.DONE:
        deadlines.stop(step.clock, by.person)
    else:
        deadlines.cancel(step.clock, by.person, reason or rules.STEP_STATES[state])


def follow(
    run: Run, told: Journal, at: Position, by: Actor, people: Mapping[Place, int] | None = None
) -> list[Step]:
    """Cancel what is no longer open, open what is, and end the run where the process ended.

    ``people``: to whom a step at a place is given that is opened now. Returns the opened steps.
    """
    wanted = Counter(at.open)
    for step in run.steps.open().select_related("clock"):
        place = (step.node, step.slot)
        if wanted[place]:
            wanted[place] -= 1
        else:
            close(step, rules.CANCELLED, by, reason="流程已转到其他环节")
    return move_on(run, told, at, by, wanted, people)


def follow_finish(step: Step, told: Journal, at: Position, by: Actor) -> list[Step]:
    """As ``follow`` after one step was finished; looks at the other open steps only where some must go."""
    others = at.before - Counter([(step.node, step.slot)])
    if others - at.open:
        return follow(step.run, told, at, by)
    return move_on(step.run, told, at, by, at.open - others)


def move_on(
    run: Run,
    told: Journal,
    at: Position,
    by: Actor,
    places: Counter[Place],
    people: Mapping[Place, int] | None = None,
) -> list[Step]:
    """Write where the run stands now and open steps at these places."""
    rules.check_length(run.last_number)
    nodes = machine_of(run).diagram.nodes
    given = people or {}
    steps = [
        _step(run, nodes[node], slot, given.get((node, slot))) for node, slot in sorted(places.elements())
    ]
    run.journal, run.data = journal.written(told), told.facts()
    if at.is_ended:
        run.state, run.ended_at = rules.FINISHED, now()
    if run.pk:
        update(run, MOVED)
    else:
        insert(run)
    for step in steps:
        step.run = run
    insert_all(steps)
    for step in steps:
        _start_clock(run, nodes[step.node], step, by)
    return steps


def _step(run: Run, node: Node, slot: int, person_id: int | None) -> Step:
    seat = seat_of(run, node, slot)
    run.last_number += 1
    return Step(
        run=run,
        number=run.last_number,
        node=node.id,
        slot=slot,
        label=node.label,
        seat=node.seat,
        stage=node.stage,
        is_public=node.is_public,
        unit_id=seat.unit_id,
        role=seat.role,
        person_id=person_id or seat.person_id,
        opened_at=now(),
    )


def seat_of(run: Run, node: Node, slot: int) -> rules.Seat:
    """Seats added to a repeated step stand under its own id, the rest under the key that the item fills."""
    seats = run.seats.get(node.id) or run.seats[node.seat]
    return rules.seat_read(seats[slot if node.repeats else 0])


def _start_clock(run: Run, node: Node, step: Step, by: Actor) -> None:
    limit = seat_of(run, node, step.slot).limit or node.limit
    if limit is None:
        return
    limits = rules.limits_of_step(limit, machine_of(run).diagram.name, step.label)
    subject = deadlines.Subject(CLOCK_OF_STEP, str(step.pk), unit_id=step.unit_id, item=step.label)
    step.clock = deadlines.start(subject, limits, by.person)
    step.save(update_fields=["clock"])
