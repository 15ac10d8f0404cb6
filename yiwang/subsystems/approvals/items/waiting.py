"""What waits for those who keep items, and whom is told that a guide has not been checked for long?"""

from collections.abc import Iterable

from django.db import transaction

from yiwang.kernel.deadlines.moments import now, shifted, start_of, today
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Person, Post
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.approvals.items import rules
from yiwang.subsystems.approvals.items.models import Decision, Edition, Implementation
from yiwang.subsystems.approvals.items.models.catalogue import ImplementationQuerySet

BATCH = 500


def to_review(post: Post, most: int) -> list[Todo]:
    """Editions that somebody else submitted, the longest waiting first."""
    if not may(post, rules.REVIEW):
        return []
    waiting = Edition.objects.submitted().exclude(submitted_by=post.person_id).in_full()
    return [
        Todo(
            title=f"{edition.implementation.name}（第{edition.number}版）",
            address=f"/office/items/editions/{edition.pk}/",
            since=edition.submitted_at or now(),
            note=edition.implementation.unit.called,
        )
        for edition in waiting.order_by("submitted_at", "pk")[:most]
    ]


def to_decide(post: Post, most: int) -> list[Todo]:
    """Items of the post's units of which the open clean-up round does not know what becomes."""
    if not may(post, rules.EDIT):
        return []
    open_ = Decision.objects.undecided().filter(round__state=rules.OPEN).visible_to(post).in_full()
    return [
        Todo(
            title=f"清理意见：{each.implementation.name}",
            address=f"/office/items/decisions/{each.pk}/",
            since=each.round.opened_at,
            note=each.implementation.unit.called,
        )
        for each in open_.select_related("round").order_by("implementation__code")[:most]
    ]


def to_check(post: Post, most: int) -> list[Todo]:
    """Guides of the post's units that nobody has checked for half a year."""
    if not may(post, rules.EDIT):
        return []
    overdue = unchecked().visible_to(post).select_related("unit").order_by("checked_on", "pk")[:most]
    return [
        Todo(
            title=f"核对办事指南：{each.name}",
            address=f"/office/items/{each.pk}/",
            since=start_of(each.checked_on or today()),
            note=each.unit.called,
            is_late=True,
        )
        for each in overdue
    ]


def unchecked() -> ImplementationQuerySet:
    """In force, and last checked longer ago than rules.CHECK_DAYS."""
    last = shifted(today(), days=-rules.CHECK_DAYS)
    return Implementation.objects.in_force().filter(checked_on__lt=last)


@transaction.atomic
def remind() -> int:
    """The regular job: the editors of a unit hear once of each guide that is due; how many guides."""
    due = list(unchecked().select_related("unit").order_by("checked_on", "pk")[:BATCH])
    editors = _editors() if due else []
    for implementation in due:
        for person in _of_unit(implementation, editors):
            tell(
                person,
                subject=f"办事指南需要核对：{implementation.name}",
                body=f"最近一次核对是{implementation.checked_on}，已超过{rules.CHECK_DAYS}天。",
                link=f"/office/items/{implementation.pk}/",
                key=f"items.check:{implementation.pk}:{implementation.checked_on}",
            )
    return len(due)


def _editors() -> list[Post]:
    posts = Post.objects.in_office(today()).carrying(rules.EDITOR)
    return list(posts.select_related("person", "unit"))


def _of_unit(implementation: Implementation, editors: Iterable[Post]) -> set[Person]:
    """Editors of the unit itself, or of the nearest unit above that has one."""
    over = [post for post in editors if paths.lies_within(implementation.unit.path, post.unit.path)]
    nearest = max((len(post.unit.path) for post in over), default=0)
    return {post.person for post in over if len(post.unit.path) == nearest}
