"""What waits for a post in this room, and who hears that a limit runs out?"""

from collections.abc import Iterable

from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.deadlines.watchers import Happening
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Person, Post, Unit
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.approvals.applications import rules
from yiwang.subsystems.approvals.applications.actions import following_up, publishing
from yiwang.subsystems.approvals.applications.models import FollowUp, Publicity


def clocks_of(kind: str, keys: Iterable[int]) -> dict[int, Clock]:
    """The newest clock of each by its key; one query for all."""
    found = Clock.objects.filter(subject_kind=kind, subject_key__in=[str(key) for key in keys]).order_by("pk")
    return {int(clock.subject_key): clock for clock in found}


def follow_ups(post: Post, most: int) -> list[Todo]:
    """Bad ratings of the post's units, the longest waiting first."""
    if not may(post, rules.FOLLOW_UP):
        return []
    rows = list(FollowUp.objects.visible_to(post).open().in_full().order_by("opened_at")[:most])
    clocks = clocks_of(following_up.CLOCK, (row.pk for row in rows))
    return [
        Todo(
            title=f"{row.level}：{row.application.case.title}",
            address=f"/office/applications/follow-ups/{row.pk}/",
            since=row.opened_at,
            note=row.application.case.number,
            is_late=_is_late(clocks.get(row.pk)),
        )
        for row in rows
    ]


def publicity(post: Post, most: int) -> list[Todo]:
    """Licences of the post's units that are neither public nor exempt."""
    if not may(post, rules.PUBLISH):
        return []
    rows = list(Publicity.objects.visible_to(post).due()[:most])
    clocks = clocks_of(publishing.CLOCK, (row.pk for row in rows))
    return [
        Todo(
            title=f"{row.record.get('XK_XKWS', '')} {row.record.get('XK_WSH', '')}",
            address=f"/office/applications/publicity/{row.pk}/",
            since=row.owed_at,
            note=row.record.get("XK_XKJG", ""),
            is_late=_is_late(clocks.get(row.pk)),
        )
        for row in rows
    ]


def _is_late(clock: Clock | None) -> bool:
    return clock is not None and clock.due_at is not None and clock.due_at <= now()


def warn_of_follow_up(clock: Clock, happening: Happening) -> None:
    """A watcher: tells the handler, or while nobody took it over everybody who may."""
    row = FollowUp.objects.open().in_full().select_related("unit").filter(pk=clock.subject_key).first()
    if row is None:
        return
    people = {row.handler} if row.handler else people_carrying("rating_supervisor", row.unit)
    words = "已超过整改期限" if happening == "breached" else "即将到整改期限"
    address = f"/office/applications/follow-ups/{row.pk}/"
    _tell(
        people,
        f"差评{words}：{row.application.case.number}",
        address,
        f"{clock.pk}:{happening}:{clock.due_at}",
    )


def warn_of_publicity(clock: Clock, happening: Happening) -> None:
    row = Publicity.objects.due().select_related("unit").filter(pk=clock.subject_key).first()
    if row is None:
        return
    words = "已超过公示期限" if happening == "breached" else "即将到公示期限"
    people = people_carrying("licence_publisher", row.unit)
    address = f"/office/applications/publicity/{row.pk}/"
    subject = f"许可结果{words}：{row.record.get('XK_WSH', '')}"
    _tell(people, subject, address, f"{clock.pk}:{happening}:{clock.due_at}")


def people_carrying(role: str, unit: Unit) -> set[Person]:
    """Those whose post carries the role at the unit or above it."""
    posts = Post.objects.in_office(today()).carrying(role).select_related("person", "unit")
    return {post.person for post in posts if paths.lies_within(unit.path, post.unit.path)}


def _tell(people: Iterable[Person], subject: str, address: str, key: str) -> None:
    for person in people:
        tell(person, subject=subject, body=subject, link=address, key=f"approvals:{key}")
