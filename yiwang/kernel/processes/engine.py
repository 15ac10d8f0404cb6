"""Which steps are open after what was done?

SpiffWorkflow moves the tokens. It is given a specification built from our own diagram, never a document, and
a script engine that evaluates conditions read by ``expressions`` and can execute nothing.
"""

import logging
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.defaults import (
    EndEvent,
    ExclusiveGateway,
    NoneTask,
    ParallelMultiInstanceTask,
    SequentialMultiInstanceTask,
    StartEvent,
    SubWorkflowTask,
    UserTask,
)
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition, TerminateEventDefinition
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from yiwang.kernel.processes import diagram as d
from yiwang.kernel.processes import expressions
from yiwang.kernel.processes.diagram import Diagram, Node
from yiwang.kernel.processes.expressions import Expression
from yiwang.kernel.processes.joins import InclusiveJoin, ParallelJoin
from yiwang.kernel.processes.journal import Journal
from yiwang.kernel.processes.reading.choices import OUTCOME, Chosen

for _name in ("spiff.workflow", "spiff.task"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # it gathers the whole tree for every line

CHILD = " [each]"
MOST_POSITIONS = 5_000
DEEPEST = 600  # the engine walks its tree by recursion, and no further than a thousand
Place = tuple[str, int]
"""A node and which of its seats."""

PLAIN = {
    d.EXCLUSIVE: ExclusiveGateway,
    d.INCLUSIVE: InclusiveJoin,
    d.PARALLEL: ParallelJoin,
    d.PASS: partial(NoneTask, manual=False),
    d.STEP: UserTask,
    d.START: partial(StartEvent, event_definition=NoneEventDefinition()),
    d.END: partial(EndEvent, event_definition=NoneEventDefinition()),
    d.TERMINATE: partial(EndEvent, event_definition=TerminateEventDefinition()),
}


class Stuck(Exception):  # noqa: N818 - an answer, not a fault
    """The run cannot go on: the engine knows no open step and no end."""


class TooLong(Exception):  # noqa: N818 - an answer, not a fault
    """The run went round so often that the engine cannot follow it any more."""


@dataclass(frozen=True)
class Position:
    """Where a run stands after its journal; a pure function of definition and journal, so it is remembered.

    ``before``: what was open before the last entry; ``skipped``: which entries could not be played because
    what opened them is gone; ``times``: how often each repeated step was begun.
    """

    open: Counter[Place]
    before: Counter[Place]
    is_ended: bool
    skipped: frozenset[int]
    times: Mapping[str, int]


@dataclass(frozen=True)
class Machine:
    """A definition as the engine runs it; built once, shared by all runs of it."""

    chosen: Chosen
    specification: BpmnProcessSpec
    blocks: Mapping[str, BpmnProcessSpec]
    conditions: Mapping[str, Expression]
    positions: dict[Hashable, Position] = field(default_factory=dict)

    @property
    def diagram(self) -> Diagram:
        return self.chosen.diagram


def machine(chosen: Chosen) -> Machine:
    """Build what the engine needs of a runnable definition."""
    nodes = chosen.diagram.nodes.values()
    blocks = {node.id: _specification(chosen, node.id) for node in nodes if node.kind == d.BLOCK}
    conditions = chosen.conditions | {f"until {node_id}": each for node_id, each in chosen.until.items()}
    return Machine(chosen, _specification(chosen, ""), blocks, conditions)


def position(machine: Machine, told: Journal) -> Position:
    """Where a run with this journal stands; most runs tell the same story, so most are known already.

    Raises Stuck where nothing is open and nothing ended.
    """
    key = told.story()
    known = machine.positions.get(key)
    if known is None:
        known = played(machine, told)
        if len(machine.positions) >= MOST_POSITIONS:
            machine.positions.pop(next(iter(machine.positions)))
        machine.positions[key] = known
    return known


def played(machine: Machine, told: Journal) -> Position:
    """Play the journal from the start."""
    judge = Judge(machine.conditions, told)
    workflow = BpmnWorkflow(machine.specification, machine.blocks, script_engine=judge)
    _advance(workflow)
    before: Counter[Place] = Counter()
    skipped = []
    for index, entry in enumerate(told.entries):
        ready = _ready(workflow)
        before = Counter(_place(task) for task in ready)
        task = next((task for task in ready if _place(task) == (entry.node, entry.slot)), None)
        if task is None:
            skipped.append(index)
            continue
        task.internal_data[OUTCOME] = entry.outcome
        judge.facts.update(entry.data)
        _advance(workflow, task)
    ready = _ready(workflow)
    if any(task.depth > DEEPEST for task in ready):
        raise TooLong
    places = Counter(_place(task) for task in ready)
    if not places and not workflow.completed:
        raise Stuck
    return Position(places, before, workflow.completed, frozenset(skipped), judge.times)


def _advance(workflow: BpmnWorkflow, task: Task | None = None) -> None:
    try:
        if task is not None:
            task.run()
        workflow.do_engine_steps()
    except WorkflowException as fault:
        raise Stuck from fault


class Judge:
    """The engine's script engine: it evaluates conditions that were read, and counts seats. Nothing else."""

    def __init__(self, conditions: Mapping[str, Expression], journal: Journal) -> None:
        self.conditions = conditions
        self.journal = journal
        self.facts: dict[str, Any] = dict(journal.data)
        self.times: Counter[str] = Counter()

    def evaluate(self, task: Task, expression: str, external_context: object = None) -> bool | int:
        if expression.startswith("seats "):
            return self._seats(expression.removeprefix("seats "))
        facts = self.facts | {OUTCOME: outcome_before(task)}
        return expressions.holds(self.conditions[expression], facts)

    def _seats(self, node: str) -> int:
        time = self.times[node]
        self.times[node] += 1
        return self.journal.more.get((node, time), self.journal.seats[node])


def outcome_before(task: Task) -> str | None:
    """The outcome of the step from which the token came.

    Of a repeated step the gravest: its outcomes are declared from the mildest to the gravest.
    """
    at: Task | None = task
    while at is not None:
        if OUTCOME in at.internal_data:
            return str(at.internal_data[OUTCOME])
        given = [
            child.internal_data.get(OUTCOME) for child in at.children if child.task_spec.name.endswith(CHILD)
        ]
        if given:
            return _gravest([outcome for outcome in given if outcome], at.task_spec.outcomes)
        at = at.parent
    return None


def _gravest(given: list[str | None], declared: tuple[str, ...]) -> str | None:
    outcomes = [outcome for outcome in given if outcome]
    if not outcomes:
        return None
    return max(outcomes, key=lambda outcome: declared.index(outcome) if outcome in declared else -1)


def _ready(workflow: BpmnWorkflow) -> list[Task]:
    return [task for task in workflow.get_tasks(state=TaskState.READY) if task.task_spec.manual]


def _place(task: Task) -> Place:
    inside = task.internal_data
    slot = inside["key_or_index"] if inside.get("key_or_index") is not None else inside.get("item", 0)
    return task.task_spec.name.removesuffix(CHILD), slot


def _specification(chosen: Chosen, within: str) -> BpmnProcessSpec:
    diagram = chosen.diagram
    specification = BpmnProcessSpec(within or "process")
    inside = diagram.inside(within)
    built = {node.id: _built(node, specification) for node in inside}
    for node in inside:
        _connect(node, chosen, built, specification)
    return specification


def _built(node: Node, specification: BpmnProcessSpec) -> Any:
    if node.kind == d.BLOCK:
        return SubWorkflowTask(specification, node.id, subworkflow_spec=node.id)
    if not node.repeats:
        return PLAIN[node.kind](specification, node.id)
    kind = ParallelMultiInstanceTask if node.repeats == d.TOGETHER else SequentialMultiInstanceTask
    several = kind(
        specification,
        node.id,
        task_spec=node.id + CHILD,
        cardinality=f"seats {node.id}",
        condition=f"until {node.id}" if node.until else None,
    )
    several.outcomes = tuple(code for code, _ in node.outcomes)
    UserTask(specification, node.id + CHILD).inputs = [several]
    return several


def _connect(node: Node, chosen: Chosen, built: dict[str, Any], specification: BpmnProcessSpec) -> None:
    task, flows = built[node.id], chosen.diagram.outgoing[node.id]
    if node.kind == d.START:
        specification.start.connect(task)
    if not flows:
        task.connect(specification.end)
    for flow in flows:
        is_asked = flow.id in chosen.conditions and flow.id != node.default and len(flows) > 1
        if is_asked:
            task.connect_outgoing_if(flow.id, built[flow.target])
        else:
            task.connect(built[flow.target])
