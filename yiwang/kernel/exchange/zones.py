"""Is the other zone known here, and did what arrived really come from it?"""

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import addressing
from yiwang.kernel.exchange.addressing import Address
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.nodes import queries as nodes


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
