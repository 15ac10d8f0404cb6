"""How do the tree, the list of its files and the safety jobs stand?"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Person, Post
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.portal.guarding import rules
from yiwang.subsystems.portal.guarding.models import Safeguard, SafeguardDone, Tampering, Watch
from yiwang.subsystems.portal.pages import manifest


@dataclass(frozen=True)
class Proof:
    """The signed list: its number and moment, or why it cannot be believed."""

    number: int = 0
    at: datetime | None = None
    parts: int = 0
    fault: str = ""


def proof() -> Proof:
    try:
        head = manifest.head()
    except Refused as refused:
        return Proof(fault=refused.sentence)
    return Proof(head.number, head.at, len(head.parts))


def watch() -> Watch:
    return Watch.objects.select_related("person", "deputy").filter(pk=1).first() or Watch(pk=1)


def tamperings(state: str) -> QuerySet[Tampering]:
    rows = Tampering.objects.newest_first()
    return rows.filter(state=state) if state in rules.STATES else rows


def guards() -> QuerySet[Person]:
    """Whoever holds the office of a guard today."""
    posts = Post.objects.in_office(today()).carrying(rules.GUARD)
    return Person.objects.filter(pk__in=posts.values("person")).order_by("name", "pk")


@dataclass(frozen=True)
class Line:
    """A safety job of a site with what is known of the last time."""

    row: Safeguard
    done_on: date | None
    note: str
    by: str
    is_late: bool
    is_near: bool


def lines() -> list[tuple[str, list[Line]]]:
    """Every site with its five jobs; one query."""
    last = SafeguardDone.objects.filter(safeguard=OuterRef("pk")).order_by("-done_on", "-pk")
    rows = Safeguard.objects.select_related("site").annotate(
        last_on=Subquery(last.values("done_on")[:1]),
        last_note=Subquery(last.values("note")[:1]),
        last_by=Subquery(last.values("entered_by")[:1]),
    )
    order, day = list(rules.JOBS), today()
    found: dict[int, tuple[str, list[Line]]] = {}
    for row in sorted(rows, key=lambda row: (row.site_id, order.index(row.job))):
        line = Line(
            row,
            row.last_on,
            row.last_note or "",
            row.last_by or "",
            row.due_on < day,
            rules.is_to_be_reminded(row.due_on, day),
        )
        found.setdefault(row.site_id, (row.site.name, []))[1].append(line)
    return list(found.values())


def to_handle(post: Post, most: int) -> list[Todo]:
    """What was tampered with and nobody has looked into, for those on duty."""
    kept = watch()
    if post.person_id not in {kept.person_id, kept.deputy_id}:
        return []
    return [
        Todo(
            title=f"{rules.KINDS[row.kind]}：{row.file}"[:120],
            address=f"/office/portal/guard/{row.pk}/",
            since=row.found_at,
            note="已自动恢复" if row.restored_at else "尚未恢复",
            is_late=row.restored_at is None,
        )
        for row in Tampering.objects.open().order_by("found_at", "pk")[:most]
    ]
