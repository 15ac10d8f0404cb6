"""What do officials see of subscriptions: numbers, and which addresses refuse?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Sum

from yiwang.kernel.deadlines.moments import shifted
from yiwang.subsystems.portal.channels import rules
from yiwang.subsystems.portal.channels.actions.digests import FAILED, SENT
from yiwang.subsystems.portal.channels.models import Count, Subscription
from yiwang.subsystems.portal.models import Column

DAYS = 30
MOST_REFUSING = 50


@dataclass(frozen=True)
class Line:
    label: str
    kind: str
    number: int


@dataclass(frozen=True)
class Figures:
    """``day``: of the last count; ``sent`` and ``failed``: messages of the last DAYS days."""

    day: date | None
    total: int
    channels: list[Line]
    frequencies: list[Line]
    interests: list[Line]
    sent: int
    failed: int


def figures(sites: Iterable[str], today: date) -> Figures:
    """Four queries however many subscribe."""
    rows = Count.objects.filter(site__in=list(sites))
    fates = (SENT, FAILED)
    day = rows.exclude(kind__in=fates).order_by("-day").values_list("day", flat=True).first()
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for kind, value, number in rows.filter(day=day or today).values_list("kind", "value", "number"):
        counted[kind, value] += number
    recent = rows.filter(kind__in=fates, day__gt=shifted(today, days=-DAYS))
    totals = dict(recent.order_by().values_list("kind").annotate(total=Sum("number")))
    channels = _lines(counted, "channel", rules.CHANNELS)
    return Figures(
        day,
        sum(one.number for one in channels),
        channels,
        _lines(counted, "frequency", rules.FREQUENCIES),
        _interests(counted),
        totals.get(SENT, 0),
        totals.get(FAILED, 0),
    )


def _lines(counted: dict[tuple[str, str], int], kind: str, labels: dict[str, str]) -> list[Line]:
    return [Line(label, kind, counted[kind, code]) for code, label in labels.items()]


def _interests(counted: dict[tuple[str, str], int]) -> list[Line]:
    """The most wanted first."""
    slugs = [value for kind, value in counted if kind == rules.COLUMN]
    titles = dict(Column.objects.filter(slug__in=slugs).values_list("slug", "title"))
    found = [
        Line(
            titles.get(value, value) if kind == rules.COLUMN else value or "全站更新",
            rules.KINDS[kind],
            number,
        )
        for (kind, value), number in counted.items()
        if kind in rules.KINDS
    ]
    return sorted(found, key=lambda one: -one.number)


def refusing(sites: Iterable[str]) -> list[Subscription]:
    """Those whose last message was refused, masked; an inner installation has none of them."""
    if settings.ZONE == "inner":
        return []
    rows = Subscription.objects.filter(site__in=list(sites), failures__gt=0)
    return list(rows.order_by("-failures", "-pk").defer("address")[:MOST_REFUSING])
