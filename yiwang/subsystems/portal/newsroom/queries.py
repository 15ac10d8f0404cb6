"""Who may be sent, who was sent how often, and where is a material used?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.models import Person, Post, Unit
from yiwang.subsystems.portal.models import Article, Attachment
from yiwang.subsystems.portal.newsroom import rules
from yiwang.subsystems.portal.newsroom.models import Assignment, Material, Reporter, ReporterQuerySet
from yiwang.subsystems.portal.newsroom.rules import Engagement, State
from yiwang.subsystems.portal.rules import WRITE

MOST_USES = 100


def candidates(post: Post) -> list[Post]:
    """Posts of those who write, of the units that the post sees: one for each person, by unit."""
    codes = [code for code, role in roles.declared().items() if WRITE in role.may]
    writes = Q()
    for code in codes:
        writes |= Q(role_codes__contains=f'"{code}"')
    found = Post.objects.visible_to(post).own().in_office(today())
    found = found.annotate(role_codes=Cast("roles", TextField())).filter(writes)
    rows = found.select_related("unit", "person").order_by("unit__path", "person__name", "pk")
    return list({row.person_id: row for row in rows}.values())


def engagements(
    person_ids: Collection[int], starts_at: datetime, ends_at: datetime, but: int | None = None
) -> list[Engagement]:
    """What these people are sent to around that time, besides the assignment ``but``."""
    rows = Reporter.objects.filter(
        person__in=person_ids,
        assignment__starts_at__lt=ends_at,
        assignment__ends_at__gt=starts_at,
    ).exclude(assignment__state=State.CANCELLED)
    if but is not None:
        rows = rows.exclude(assignment=but)
    return [
        Engagement(row.person.name, row.assignment.event, row.assignment.starts_at, row.assignment.ends_at)
        for row in rows.select_related("person", "assignment").order_by("assignment__starts_at", "pk")
    ]


@dataclass(frozen=True)
class Sent:
    """How often people of a unit, or one of them, were sent in a month."""

    unit: Unit
    person: Person | None
    assignments: int
    person_times: int
    articles: int


def by_unit(post: Post, period: Period) -> list[Sent]:
    """Two queries, however many units."""
    counted = (
        _within(post, period)
        .values("unit")
        .annotate(
            times=Count("pk", distinct=True),
            held=Count("assignment", distinct=True),
            articles=Count("assignment__results__article", distinct=True),
        )
    )
    rows = list(counted)
    units = Unit.objects.in_bulk([row["unit"] for row in rows])
    found = [Sent(units[row["unit"]], None, row["held"], row["times"], row["articles"]) for row in rows]
    return sorted(found, key=lambda one: (-one.person_times, one.unit.path))


def by_person(post: Post, period: Period) -> list[Sent]:
    counted = (
        _within(post, period)
        .values("unit", "person")
        .annotate(
            times=Count("pk", distinct=True),
            articles=Count("assignment__results__article", distinct=True),
        )
    )
    rows = list(counted)
    units = Unit.objects.in_bulk([row["unit"] for row in rows])
    people = Person.objects.in_bulk([row["person"] for row in rows])
    found = [
        Sent(units[row["unit"]], people[row["person"]], row["times"], row["times"], row["articles"])
        for row in rows
    ]
    return sorted(
        found, key=lambda one: (-one.person_times, one.unit.path, one.person.name if one.person else "")
    )


def _within(post: Post, period: Period) -> ReporterQuerySet:
    found = Reporter.objects.visible_to(post).counted().order_by()
    return found.filter(assignment__starts_at__gte=period.begins_at, assignment__starts_at__lt=period.ends_at)


def uses(material: Material, post: Post | None) -> Sequence[Article]:
    """Articles that the post sees in which it stands, also in an older text that can be restored."""
    found = Article.objects.visible_to(post).filter(pk__in=_users(material))
    return list(found.for_list().order_by("-changed_at")[:MOST_USES])


def use_count(material: Material) -> int:
    """In how many articles, whoever may see them."""
    return _users(material).distinct().count()


def _users(material: Material) -> "QuerySet[Any, Any]":
    if material.kind == rules.PHOTO:
        held = Attachment.objects.filter(file=material.file_id, article__isnull=False)
        return held.order_by().values_list("article_id", flat=True)
    return material.quotes.order_by().values_list("article_id", flat=True)


def upcoming(post: Post, most: int) -> list[Assignment]:
    """What the person is sent to and has not reported on, the next first."""
    found = Assignment.objects.filter(state=State.PLANNED, reporters__person=post.person_id)
    return list(found.order_by("starts_at", "pk")[:most])
