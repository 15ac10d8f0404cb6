"""How does a run go back, and how are seats added to or taken from a step that several take together?

Nothing is undone inside the engine: the journal is played without what is taken back, so the run stands
exactly where it would stand had that never been done. What parallel branches did in the meantime stays.
"""

from dataclasses import replace

from django.db import transaction

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.processes import journal, rules
from yiwang.kernel.processes.actions import moving
from yiwang.kernel.processes.engine import Position
from yiwang.kernel.processes.journal import Entry, Journal
from yiwang.kernel.processes.models import Run, Step
from yiwang.kernel.processes.rules import Seat


@transaction.atomic
def take_back(by: Actor, step_id: int, reason: str) -> Step:
    """Take back what one finished oneself, while nobody has touched what followed. Returns the step, anew."""
    rules.check_reason(reason, "收回")
    step = moving.locked(step_id)
    told = journal.read(step.run.journal)
    entry = next((each for each in told.entries if each.number == step.number), None)
    if step.state != rules.DONE or entry is None or not entry.outcome:
        raise Refused(f"“{step.label}”环节不是已办状态，不能收回。")
    rules.check_own(step.done_by_id, by.person_id)
    told = told.without(step.number)
    at = moving.position_of(step.run, told)
    rules.check_untouched(_touched(step.run, told, at))
    _undo(step, reason)
    return _reopened(step.run, told, at, by, [step])[0]


@transaction.atomic
def send_back(by: Actor, step_id: int, to_node: str, reason: str) -> list[Step]:
    """Send the matter from an open step back to an earlier one that was done (退回到任一已办步骤).

    Everything that followed from that earlier step is to be done again; it goes to whoever did it. Returns
    the steps that are open anew. Raises Refused where the node was not done, or does not lead to this step.
    """
    rules.check_reason(reason, "退回")
    step = moving.locked_open(step_id)
    told = journal.read(step.run.journal)
    dropped = told.latest(to_node)
    if not dropped:
        raise Refused("只能退回到已经办理过的环节。", field="to_node")
    without = told.without(*(entry.number for entry in dropped))
    at = moving.position_of(step.run, without)
    if at.open[(step.node, step.slot)]:
        raise Refused("只能退回到当前环节之前的环节。", field="to_node")
    moving.close(step, rules.DONE, by, rules.SENT_BACK, reason)
    skipped = _skipped(without, at)
    kept = without.without(*(entry.number for entry in skipped))
    numbers = [entry.number for entry in (*dropped, *skipped)]
    undone = list(step.run.steps.filter(number__in=numbers).exclude(state=rules.CANCELLED).order_by("number"))
    for each in undone:
        _undo(each, reason)
    return _reopened(step.run, kept, at, by, undone)


@transaction.atomic
def add_step(by: Actor, step_id: int, seat: Seat) -> Step:
    """Let one more seat take part in an open step that several take together (加签)."""
    step = moving.locked_open(step_id)
    run, told = step.run, journal.read(step.run.journal)
    node = moving.machine_of(run).diagram.nodes[step.node]
    _check_repeated(step, bool(node.repeats), "加签")
    time = moving.position_of(run, told).times[node.id] - 1
    count = told.more.get((node.id, time), told.seats[node.id])
    seats = [*(run.seats.get(node.id) or run.seats[node.seat])][:count]
    if count >= rules.MOST_SEATS:
        raise Refused(f"一个环节最多{rules.MOST_SEATS}个单位会办。")
    run.seats = {**run.seats, node.id: [*seats, seat.written()]}
    told = replace(told, more={**told.more, (node.id, time): count + 1})
    return moving.follow(run, told, moving.position_of(run, told), by)[-1]


@transaction.atomic
def remove_step(by: Actor, step_id: int, reason: str) -> list[Step]:
    """Let a seat no longer take part (减签); at least one other must have answered or be asked.

    Returns what opened because the last answer that was waited for is no longer awaited.
    """
    rules.check_reason(reason, "减签")
    step = moving.locked_open(step_id)
    run, told = step.run, journal.read(step.run.journal)
    node = moving.machine_of(run).diagram.nodes[step.node]
    _check_repeated(step, bool(node.repeats), "减签")
    others = run.steps.filter(node=step.node, state__in=[rules.OPEN, rules.DONE]).exclude(pk=step.pk)
    if not others.exists():
        raise Refused(f"“{step.label}”环节至少保留一个办理单位，不能减签。")
    told = told.with_entry(Entry(step.number, step.node, step.slot, ""))
    at = moving.position_of(run, told)
    moving.close(step, rules.CANCELLED, by, reason=reason)
    return moving.follow(run, told, at, by)


def _skipped(told: Journal, at: Position) -> list[Entry]:
    return [told.entries[index] for index in sorted(at.skipped)]


def _touched(run: Run, told: Journal, at: Position) -> list[str]:
    """Labels of what was done or claimed because of what is now taken back."""
    nodes = moving.machine_of(run).diagram.nodes
    claimed = [
        step.label for step in run.steps.open() if step.claimed_at and not at.open[(step.node, step.slot)]
    ]
    return [nodes[entry.node].label for entry in _skipped(told, at)] + claimed


def _undo(step: Step, reason: str) -> None:
    step.state, step.reason = rules.TAKEN_BACK, reason[:300]
    step.save(update_fields=["state", "reason"])


def _reopened(run: Run, told: Journal, at: Position, by: Actor, undone: list[Step]) -> list[Step]:
    """The steps that are open anew, each with whoever did it before."""
    people = {(step.node, step.slot): step.done_by_id for step in undone if step.done_by_id}
    return moving.follow(run, told, at, by, people)


def _check_repeated(step: Step, is_repeated: bool, verb: str) -> None:
    if not is_repeated:
        raise Refused(f"“{step.label}”不是多个单位会办的环节，不能{verb}。")
