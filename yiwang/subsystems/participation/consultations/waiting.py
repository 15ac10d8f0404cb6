"""What waits for a post: opinions to handle, feedback to publish, what the public was not told?"""

from django.db.models import Count, Q

from yiwang.kernel.deadlines.moments import end_of, now, today
from yiwang.kernel.exchange.models import STUCK
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import permissions
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.participation.consultations import rules
from yiwang.subsystems.participation.consultations.models import Consultation
from yiwang.subsystems.participation.consultations.reminding import address_of


def to_handle(post: Post, most: int) -> list[Todo]:
    if rules.HANDLE not in permissions(post):
        return []
    waiting = Count("opinions", filter=Q(opinions__verdict="", opinions__withdrawn_at=None))
    found = Consultation.objects.visible_to(post).filter(state=rules.PUBLISHED).light()
    rows = found.annotate(waiting=waiting).filter(waiting__gt=0).order_by("closes_on", "pk")[:most]
    return [
        Todo(
            one.title,
            f"{address_of(one.pk)}opinions/?verdict=none",
            one.published_at or one.created_at,
            f"{one.waiting}条意见未处理",  # type: ignore[attr-defined]
        )
        for one in rows
    ]


def to_answer(post: Post, most: int) -> list[Todo]:
    if rules.PUBLISH not in permissions(post):
        return []
    moment = now()
    found = Consultation.objects.visible_to(post).over(today()).light().order_by("closes_on", "pk")
    return [
        Todo(
            one.title,
            address_of(one.pk),
            end_of(one.closes_on),
            "请公布意见采纳情况",
            bool(one.clock and one.clock.due_at and one.clock.due_at <= moment),
        )
        for one in found[:most]
    ]


def in_trouble(post: Post, most: int) -> list[Todo]:
    """What the outer zone was not told, with the reason."""
    if rules.PUBLISH not in permissions(post):
        return []
    found = Consultation.objects.visible_to(post).filter(STUCK).light().order_by("pk")
    return [
        Todo(one.title, address_of(one.pk), one.published_at or one.created_at, one.trouble, True)
        for one in found[:most]
    ]
