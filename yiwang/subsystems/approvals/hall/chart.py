"""Which steps does a matter take, as the public reads them, and where does one stand?"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.safestring import SafeString

from yiwang.kernel.errors import Refused
from yiwang.kernel.processes import definitions, drawing, layout, shipped
from yiwang.kernel.processes.diagram import Diagram
from yiwang.kernel.processes.drawing import CURRENT, DONE, LATER, Box
from yiwang.subsystems.approvals.items.elements import Elements


@dataclass(frozen=True)
class Step:
    """``limit``: in words, as the item sets it for whoever takes the step."""

    label: str
    limit: str
    is_here: bool


@dataclass(frozen=True)
class Chart:
    svg: SafeString
    steps: tuple[Step, ...]


def plain(elements: Elements) -> Chart | None:
    """How a matter will go; None where this zone does not know the process that the item names."""
    return _drawn(elements, frozenset())


def marked(elements: Elements, told: Mapping[str, Any]) -> Chart | None:
    """Where it stands; nothing once it is over: steps that were not taken would look as though to come."""
    nodes = told.get("nodes")
    is_over = bool(told.get("outcome"))
    here = frozenset(str(node) for node in nodes) if isinstance(nodes, list) else frozenset()
    return None if is_over else _drawn(elements, here)


def _drawn(elements: Elements, here: frozenset[str]) -> Chart | None:
    diagram = _diagram(elements.process)
    if diagram is None:
        return None
    rows = layout.rows(diagram, [node for node in diagram.steps if node.is_public])
    first = next((at for at, row in enumerate(rows) if any(node.id in here for node in row)), 0)
    boxes = [
        [Box(node.label, CURRENT if node.id in here else DONE if at < first else LATER) for node in row]
        for at, row in enumerate(rows)
    ]
    limits = {seat.key: str(seat.limit) for seat in elements.seats if seat.limit}
    steps = tuple(
        Step(node.label, limits.get(node.seat, ""), node.id in here) for row in rows for node in row
    )
    return Chart(drawing.column(diagram.name, boxes, is_ended=False), steps)


def _diagram(key: str) -> Diagram | None:
    """A city's own version where this zone has it, or else what is shipped."""
    try:
        return definitions.diagram_of(definitions.in_force(key))
    except Refused:
        return _shipped(key) if key in shipped.KEYS else None


@cache
def _shipped(key: str) -> Diagram:
    return definitions.read(shipped.document(key)).diagram
