"""What starts a run, moves it on, and ends it before its time?

These actions work inside the transaction of the package whose matter it is, which also records the act and
has already decided that this person may do it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.processes import journal, rules
from yiwang.kernel.processes.actions import moving
from yiwang.kernel.processes.definitions import MACHINES
from yiwang.kernel.processes.diagram import Diagram, Node
from yiwang.kernel.processes.journal import Entry, Journal
from yiwang.kernel.processes.models import Definition, Run, Step
from yiwang.kernel.processes.rules import Seats, Subject


@dataclass(frozen=True)
class Finished:
    """What finishing a step led to."""

    step: Step
    opened: list[Step]
    is_run_finished: bool


@transaction.atomic
def start(
    by: Actor,
    definition: Definition,
    subject: Subject,
    seats: Seats,
    data: Mapping[str, Any] | None = None,
) -> Run:
    """Start a run; its first steps are open afterwards: ``run.steps.open()``.

    ``seats``: who takes the steps, by the seat keys of the diagram; several seats for a step that several
    units take together. ``data``: values of declared fields, others are not kept. Raises Refused for a
    definition that can only be drawn, a seat that nobody fills, a value that does not fit.
    """
    if definition.obstacle:
        raise Refused(f"流程“{definition.name}”只能展示，不能运行：{definition.obstacle}")
    machine = MACHINES.of(definition.pk)
    filled = rules.seats_written(seats)
    _check_seats(machine.diagram, filled)
    several = {node.id: len(filled[node.seat]) for node in machine.diagram.steps if node.repeats}
    told = Journal(moving.facts(machine, data), several)
    run = Run(
        definition=definition,
        subject_kind=subject.kind,
        subject_key=subject.key,
        seats={key: filled[key] for key in sorted({node.seat for node in machine.diagram.steps})},
        started_at=now(),
    )
    at = moving.position_of(run, told)
    moving.move_on(run, told, at, by, at.open)
    return run


@transaction.atomic
def finish(
    by: Actor, step_id: int, outcome: str = rules.FINISH, data: Mapping[str, Any] | None = None
) -> Finished:
    """Finish an open step with one of its outcomes; what the process opens next is in the answer.

    Raises Refused where it is no longer open (naming who was quicker), the outcome is none of the step's, or
    a value does not fit its field.
    """
    step = moving.locked_open(step_id)
    run, machine = step.run, moving.machine_of(step.run)
    rules.check_outcome(outcome, outcomes_of(machine.diagram.nodes[step.node]), step.label)
    entry = Entry(step.number, step.node, step.slot, outcome, moving.facts(machine, data))
    told = journal.read(run.journal).with_entry(entry)
    at = moving.position_of(run, told)
    if at.skipped:
        raise Refused(f"“{step.label}”环节的流转记录与流程图不一致，请联系流程管理员。")
    moving.close(step, rules.DONE, by, outcome)
    return Finished(step, moving.follow_finish(step, told, at, by), at.is_ended)


@transaction.atomic
def cancel(by: Actor, run_id: int, reason: str) -> Run:
    """End a run that is not to go on; its open steps are cancelled."""
    rules.check_reason(reason, "撤销流程")
    run = Run.objects.select_for_update().get(pk=run_id)
    rules.check_running(run.state)
    for step in run.steps.open().select_related("clock"):
        moving.close(step, rules.CANCELLED, by, reason=reason)
    run.state, run.ended_at, run.reason = rules.CANCELLED, now(), reason[:300]
    run.save(update_fields=["state", "ended_at", "reason"])
    return run


def outcomes_of(node: Node) -> dict[str, str]:
    """Code and label of each outcome, in the order of the diagram."""
    return dict(node.outcomes) or rules.OUTCOMES


def nodes_of(run: Run) -> Mapping[str, Node]:
    """The nodes of the diagram that a run follows, by their ids."""
    return moving.machine_of(run).diagram.nodes


def _check_seats(diagram: Diagram, filled: Mapping[str, list[Any]]) -> None:
    for node in diagram.steps:
        if node.seat not in filled:
            raise Refused(f"流程环节“{node.label}”没有配置办理岗位（{node.seat}），不能启动。", field="seats")
