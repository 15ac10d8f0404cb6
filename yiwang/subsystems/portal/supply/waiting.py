"""What of supply waits for a post?"""

from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.portal.rules import WRITE
from yiwang.subsystems.portal.supply import lines, rules
from yiwang.subsystems.portal.supply.models import Proposal
from yiwang.subsystems.portal.supply.rules import ADOPT, State


def to_decide(post: Post, most: int) -> list[Todo]:
    """Offered to the post's units, the longest waiting first."""
    if not may(post, ADOPT):
        return []
    found = Proposal.objects.visible_to(post).filter(state=State.WAITING).for_list()
    return [
        Todo(
            title=one.title,
            address=lines.address_of(one),
            since=one.offered_at,
            note=f"{rules.WAYS[one.way]}自{one.source_unit.called}，送“{one.column.title}”",
        )
        for one in found.order_by("offered_at", "pk")[:most]
    ]


def to_check(post: Post, most: int) -> list[Todo]:
    """Adopted articles whose original was changed or withdrawn."""
    if not may(post, ADOPT):
        return []
    found = Proposal.objects.visible_to(post).unsettled().for_list().order_by("changed_at", "pk")
    return [
        Todo(
            title=one.title,
            address=lines.address_of(one),
            since=one.changed_at or one.offered_at,
            note=one.change_label,
            is_late=one.change == rules.Change.WITHDRAWN,
        )
        for one in found[:most]
    ]


def returned(post: Post, most: int) -> list[Todo]:
    """What this person offered and got back; it leaves the pile when it is offered again."""
    if not may(post, WRITE):
        return []
    found = Proposal.objects.filter(state=State.RETURNED, offered_by=post.person_id).for_list()
    again = Proposal.objects.filter(original__isnull=False, state__in=rules.HOLDING).values("original")
    waiting = found.filter(original__isnull=False).exclude(original__in=again).order_by("-decided_at", "pk")
    return [
        Todo(
            title=one.title,
            address=lines.address_of(one),
            since=one.decided_at or one.offered_at,
            note=one.reason,
        )
        for one in waiting[:most]
    ]
