"""Which node is ours, and on which does a unit or a zone live?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.signatures.recent import Recent

ZONES = {"inner": "内网", "outer": "外网"}


@dataclass(frozen=True)
class Directory:
    """Our own node, and by the paths of their units those that are home to a part of the tree."""

    own: Node
    at: Mapping[str, Node]


DIRECTORY: Recent[str, Directory] = Recent()
"""Asked for with everything that is sent, and changed a few times a year: remembered for some seconds."""


def own() -> Node:
    """Our own node, made on first use.

    Raises ImproperlyConfigured where YIWANG_NODE_CODE was another one when the installation was founded.
    """
    return _directory().own


def _directory() -> Directory:
    return DIRECTORY.recall("", _read) or _read()


def _read() -> Directory:
    known = list(Node.objects.filter(Q(is_own=True) | Q(unit__isnull=False)).select_related("unit"))
    node = next((node for node in known if node.is_own), None) or _founded()
    if node.code != settings.NODE_CODE:
        raise ImproperlyConfigured(
            f"YIWANG_NODE_CODE is {settings.NODE_CODE!r}, but this installation was founded as "
            f"{node.code!r}: other installations know it by that name."
        )
    return Directory(node, {node.unit.path: node for node in known if node.unit})


def _founded() -> Node:
    node, _ = Node.objects.get_or_create(
        is_own=True,
        defaults={
            "code": settings.NODE_CODE,
            "name": settings.NODE_NAME,
            "role": Node.Role.OWN,
            "carrier": Node.Carrier.LOOPBACK,
            "registered_at": now(),
        },
    )
    return node


def node_for(unit: Unit) -> Node:
    """The node on which a unit lives: the nearest whose unit is that unit or lies above it, else ours."""
    return nodes_for([unit])[unit.pk]


def nodes_for(units: Iterable[Unit]) -> dict[int, Node]:
    """The node of each unit by the unit's id; at most one query for any number of units.

    A node that has been switched off keeps its units: what is posted to it is refused, not kept here.
    """
    known = _directory()
    return {unit.pk: _nearest(unit.path, known.at) or known.own for unit in units}


def _nearest(path: str, at: Mapping[str, Node]) -> Node | None:
    for above in (path, *reversed(paths.above(path))):
        if above in at:
            return at[above]
    return None


def zone(name: str) -> Node:
    """The node of the ``"inner"`` or ``"outer"`` zone: ours where we are that zone or both.

    Raises Refused where no other installation is registered for it, ValueError for another name.
    """
    if name not in ZONES:
        raise ValueError(f"{name!r} is neither inner nor outer.")
    if settings.ZONE in {"both", name}:
        return own()
    node = Node.objects.active().filter(role=name).order_by("id").first()
    if node is None:
        raise Refused(f"还没有登记{ZONES[name]}节点，请系统管理员先登记（yiwang register-node）。")
    return node
