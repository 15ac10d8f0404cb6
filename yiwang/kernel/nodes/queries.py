"""Which node is ours, and on which does a unit or a zone live?"""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Unit

ZONES = {"inner": "内网", "outer": "外网"}


def own() -> Node:
    """Our own node, made on first use; one query, so that it never outlives a transaction that is undone.

    Raises ImproperlyConfigured where YIWANG_NODE_CODE was another one when the installation was founded.
    """
    node = Node.objects.filter(is_own=True).first() or _founded()
    if node.code != settings.NODE_CODE:
        raise ImproperlyConfigured(
            f"YIWANG_NODE_CODE is {settings.NODE_CODE!r}, but this installation was founded as "
            f"{node.code!r}: other installations know it by that name."
        )
    return node


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
    """The node of each unit by the unit's id; two queries for any number of units.

    A node that has been switched off keeps its units: what is posted to it is refused, not kept here.
    """
    at = {
        node.unit.path: node for node in Node.objects.exclude(unit=None).select_related("unit") if node.unit
    }
    here = own()
    return {unit.pk: _nearest(unit.path, at) or here for unit in units}


def _nearest(path: str, at: dict[str, Node]) -> Node | None:
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
