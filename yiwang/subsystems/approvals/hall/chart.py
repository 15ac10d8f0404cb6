"""Which steps does a matter take, as the public reads them, and where does one stand?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from yiwang.kernel.errors import Refused
from yiwang.kernel.processes import definitions
from yiwang.kernel.processes.models import Definition
from yiwang.subsystems.approvals.items.elements import Elements


@dataclass(frozen=True)
class Step:
    """``node``: its id in the diagram; ``limit``: in words."""

    node: str
    label: str
    limit: str
    is_here: bool = False


def plain(elements: Elements) -> list[Step]:
    """The steps of the process that the item names; empty where this zone does not know it."""
    return marked(elements, {})


def marked(elements: Elements, told: Mapping[str, Any]) -> list[Step]:
    """The same with those that are open now."""
    try:
        definition = definitions.in_force(elements.process)
    except Refused:
        return []
    limits = {seat.key: str(seat.limit) for seat in elements.seats if seat.limit}
    here = _nodes(told.get("nodes"))
    return [
        Step(node, label, limits.get(seat, ""), node in here)
        for node, label, seat in _public_steps(definition.pk, definition.digest)
    ]


def _nodes(told: Any) -> Collection[str]:
    return {str(node) for node in told} if isinstance(told, list) else set()


@lru_cache(maxsize=256)
def _public_steps(definition_id: int, digest: str) -> tuple[tuple[str, str, str], ...]:
    """A definition never changes: it is read once in a process."""
    diagram = definitions.read(Definition.objects.get(pk=definition_id, digest=digest).xml).diagram
    return tuple((step.id, step.label, step.seat) for step in diagram.steps if step.is_public)
