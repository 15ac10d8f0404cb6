"""Which cards does somebody look for, and what does a page of them cost?"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.indicators import periods
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.supervision.cards import rules
from yiwang.subsystems.supervision.cards.models import Card, CardQuerySet

WAITING = "waiting"
MOST_EXPORTED = 20_000


@dataclass(frozen=True)
class Narrowing:
    """``state``: one of rules.STATES, or WAITING: for the post to explain or to settle. ``month``: of issue.

    ``unit``: a part of the unit's name, as it was on the card. ``q``: the number or what it is about.
    """

    q: str = ""
    state: str = ""
    colour: str = ""
    unit: str = ""
    month: date | None = None


def found(post: Post, narrowing: Narrowing) -> CardQuerySet:
    """Newest first."""
    rows = Card.objects.visible_to(post)
    if narrowing.state == WAITING:
        rows = rows.filter(_waiting(post))
    elif narrowing.state:
        rows = rows.filter(state=narrowing.state)
    if narrowing.colour:
        rows = rows.filter(colour=narrowing.colour)
    if narrowing.unit:
        rows = rows.filter(unit_name__contains=narrowing.unit)
    if narrowing.month:
        within = periods.month(narrowing.month)
        rows = rows.filter(issued_at__gte=within.begins_at, issued_at__lt=within.ends_at)
    if narrowing.q:
        rows = rows.filter(_about(narrowing.q))
    return rows.select_related("clock").order_by("-pk")


def _waiting(post: Post) -> Q:
    """For the post to explain, or to settle."""
    cards = Card.objects
    return Q(pk__in=cards.to_explain(post).values("pk")) | Q(pk__in=cards.to_settle(post, now()).values("pk"))


def _about(text: str) -> Q:
    return Q(number__contains=rules.read_number(text)) | Q(title__contains=text) | Q(label__contains=text)


def shown_narrowing(narrowing: Narrowing) -> dict[str, str]:
    """For the record: what was looked for, without empty conditions."""
    return {name: f"{value}" for name, value in vars(narrowing).items() if value}
