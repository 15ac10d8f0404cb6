"""What does a BPMN diagram say, once nothing but its meaning is left?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from yiwang.kernel.deadlines.rules import Limit

START, END, TERMINATE = "start", "end", "terminate"
STEP, BLOCK, PASS, OTHER = "step", "block", "pass", "other"
EXCLUSIVE, PARALLEL, INCLUSIVE = "exclusive", "parallel", "inclusive"
GATEWAYS = {EXCLUSIVE, PARALLEL, INCLUSIVE}
TOGETHER, IN_TURN = "together", "in_turn"


@dataclass(frozen=True)
class Shape:
    """Where an element is drawn, in the diagram's own units."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Node:
    """An event, a step that somebody takes, a block of steps (sub-process) or a gateway.

    ``within``: id of the block it stands in; ``repeats``: the step is taken by several seats, together or in
    turn; ``until``: the condition that ends the repetition early.
    """

    id: str
    kind: str
    name: str
    tag: str
    lane: str = ""
    within: str = ""
    seat: str = ""
    stage: str = ""
    outcomes: tuple[tuple[str, str], ...] = ()
    limit: Limit | None = None
    is_public: bool = True
    repeats: str = ""
    until: str = ""
    default: str = ""

    @property
    def label(self) -> str:
        return self.name or self.id


@dataclass(frozen=True)
class Flow:
    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""


@dataclass(frozen=True)
class Field:
    """A fact that conditions may ask for; a case gives it at the start or with a finished step."""

    name: str
    type: str
    label: str


@dataclass(frozen=True)
class Diagram:
    """The one process of a document that is executed, or drawn."""

    id: str
    name: str
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]
    fields: tuple[Field, ...] = ()
    shapes: Mapping[str, Shape] = field(default_factory=dict)

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Flow, ...]]:
        return self._by("source")

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Flow, ...]]:
        return self._by("target")

    @cached_property
    def steps(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes.values() if node.kind == STEP)

    def inside(self, within: str) -> tuple[Node, ...]:
        """The nodes that stand directly in a block; the empty id is the process itself."""
        return tuple(node for node in self.nodes.values() if node.within == within)

    def _by(self, end: str) -> Mapping[str, tuple[Flow, ...]]:
        found: dict[str, tuple[Flow, ...]] = dict.fromkeys(self.nodes, ())
        for flow in self.flows:
            found[getattr(flow, end)] += (flow,)
        return found
