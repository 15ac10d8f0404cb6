"""What waits for this post in the exchange?"""

from dataclasses import dataclass
from datetime import datetime

from yiwang.kernel.exchange import queries, rules
from yiwang.kernel.exchange.models import Delivery
from yiwang.kernel.exchange.parties import Side, mail_unit
from yiwang.kernel.exchange.queries import Narrowing
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may


@dataclass(frozen=True)
class Waiting:
    """As the to-dos of the workbench show it."""

    title: str
    address: str
    since: datetime
    note: str
    is_late: bool


def to_sign(post: Post, most: int) -> list[Waiting]:
    """What the post's unit has not signed for, the longest waiting first."""
    if not may(post, rules.USE):
        return []
    found = queries.inbox(Side(mail_unit(post)), Narrowing(state="to_sign"))
    rows = found.defer("envelope__text", "envelope__signature").order_by("id")[:most]
    return [_waiting(row) for row in rows]


def _waiting(row: Delivery) -> Waiting:
    envelope = row.envelope
    urgency = f"【{envelope.urgency_label}】" if envelope.urgency else ""
    urged = f" · 已催 {row.urges} 次" if row.urges else ""
    return Waiting(
        title=f"{urgency}{envelope.subject}",
        address=envelope.address,
        since=row.delivered_at or envelope.sent_at,
        note=f"{envelope.sender_name} · {row.get_part_display()}{urged}",
        is_late=False,
    )
