"""Did what arrived really come from the zone that may send it?"""

from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.nodes import queries as nodes

ZONES = {"inner": "内网", "outer": "外网"}


def check_from(taken: Taken, zone: str) -> None:
    """Raises Refused unless the installation of that zone itself sent it, not one of its units or systems."""
    envelope = taken.envelope
    sender = envelope.statement.sender
    if envelope.sender_node_id != nodes.zone(zone).pk or sender.unit or sender.system:
        raise Refused(f"这类内容只能由{ZONES[zone]}节点转来。")
