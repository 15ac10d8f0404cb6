"""Is the other zone known here, did what arrived really come from it, and is it new?"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import addressing
from yiwang.kernel.exchange.addressing import Address
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.nodes import queries as nodes

Row = TypeVar("Row", bound=Model)


def known(zone: str) -> Address | None:
    """``inner`` or ``outer`` as a recipient; None while it is another installation that nobody registered."""
    try:
        return addressing.of_zone(zone)
    except Refused:
        return None


def check_from(taken: Taken, zone: str) -> None:
    """Raises Refused unless the installation of that zone itself sent it, not one of its units or systems."""
    envelope = taken.envelope
    sender = envelope.statement.sender
    if envelope.sender_node_id != nodes.zone(zone).pk or sender.unit or sender.system:
        raise Refused(f"这类内容只能由{nodes.ZONES[zone]}节点转来。")


def newer(taken: Taken, rows: QuerySet[Row], key: Mapping[str, Any], counted: str = "sequence") -> Row | None:
    """The row of ``key`` of which the inner zone tells, locked, or a new one; its number is the told one.

    None where as much or more is known: what comes twice or late changes nothing. ``counted``: what body and
    row call the number that grows. Raises Refused where it does not come from the inner zone.
    """
    check_from(taken, "inner")
    number = getattr(taken.body, counted)
    row = rows.select_for_update(of=("self",), no_key=True).filter(**key).first()
    if row is not None and getattr(row, counted) >= number:
        return None
    row = row or rows.model(**key)
    setattr(row, counted, number)
    return row
