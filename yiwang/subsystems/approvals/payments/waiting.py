"""Which refunds wait for a post, and which files may it read because of payments?"""

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.organizations.visibility import in_subtree
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.approvals.payments import rules
from yiwang.subsystems.approvals.payments.models import Bill, Owed, Payable, Refund, Voucher


def to_approve(post: Post, most: int) -> list[Todo]:
    """Refunds that somebody else asked for in the post's units, the longest waiting first."""
    if not may(post, rules.APPROVE):
        return []
    asked = Refund.objects.filter(state=rules.ASKED).exclude(asked_by=post.person_id)
    ours = asked.filter(in_subtree("payment__bill__demanded_by__path", post.unit.path))
    found = ours.select_related("payment__bill").order_by("asked_at")[:most]
    return [
        Todo(
            title=f"退款{one.amount_yuan}元：{one.reason[:40]}",
            address=f"/office/payments/{one.payment.bill.reference}/",
            since=one.asked_at,
            note=one.payment.bill.number,
        )
        for one in found
    ]


def shows_file(stored: StoredFile, post: Post | None) -> bool:
    """A receipt, to those who may read its bill."""
    if post is None or not may(post, rules.READ):
        return False
    return Bill.objects.visible_to(post).filter(payments__voucher__stored=stored).exists()


def held_files(ids: set[int]) -> set[int]:
    return {
        *Voucher.objects.filter(stored__in=ids).values_list("stored_id", flat=True),
        *Payable.objects.filter(voucher__in=ids).values_list("voucher_id", flat=True),
        *Owed.objects.filter(stored__in=ids).values_list("stored_id", flat=True),
    }
