"""What do the receipts of our envelopes say: taken by the other zone, or refused?"""

from collections.abc import Sequence

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.models import Receipt
from yiwang.kernel.intake.actions.handing_over import note_delivered, note_refused
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person, Post

MANAGER = "intake_manager"


def hear(receipts: Sequence[Receipt]) -> None:
    """A follower of exchange: runs once for each receipt, in the transaction that marks it."""
    ours = [receipt for receipt in receipts if receipt.envelope.kind.startswith("intake.")]
    delivered = [receipt.envelope.uid for receipt in ours if receipt.kind == rules.DELIVERED]
    if delivered:
        note_delivered(delivered)
    for receipt in ours:
        if receipt.kind == rules.REFUSED:
            note_refused(receipt.envelope.uid, receipt.statement.reason)
            _tell_managers(receipt)


def _tell_managers(receipt: Receipt) -> None:
    posts = Post.objects.in_office(today()).carrying(MANAGER)
    for person in Person.objects.filter(posts__in=posts).distinct():
        tell(
            person,
            subject=f"内外网之间有一件未被接收：{receipt.envelope.subject}",
            body=f"原因：{receipt.statement.reason}\n处理后请在外网运行 yiwang handovers --retry 重新转送。",
            key=f"intake:refused:{receipt.uid}",
        )
