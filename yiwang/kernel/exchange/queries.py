"""What does a unit see of its mail, what did it send, and how much was it?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from yiwang.kernel.deadlines.moments import end_of, start_of
from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.models import (
    DailyCount,
    Delivery,
    DeliveryQuerySet,
    Draft,
    Envelope,
    EnvelopeFile,
    EnvelopeQuerySet,
)
from yiwang.kernel.exchange.parties import Side, mail_unit
from yiwang.kernel.exchange.tallying import NUMBERS
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.visibility import in_subtree

MOMENTS = {"sent": "envelope__sent_at", "delivered": "delivered_at", "ended": "ended_at"}
COUNTED = 99


@dataclass(frozen=True)
class Narrowing:
    """What somebody looks for in an inbox or an outbox; empty fields narrow nothing.

    ``moment``: which of an inbox's MOMENTS lies between the two days.
    """

    text: str = ""
    category: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None
    sender: str = ""
    moment: str = "sent"


def inbox(side: Side, narrowing: Narrowing) -> DeliveryQuerySet:
    """What reached a unit or a system, newest first, with its envelope."""
    if side.system:
        found = Delivery.objects.to_system(side.system)
    elif side.unit:
        found = Delivery.objects.to_unit(side.unit)
    else:
        return Delivery.objects.none()
    if narrowing.category:
        found = found.filter(category=narrowing.category)
    else:
        found = found.exclude(category=rules.SERVICE) if side.unit and not side.system else found
    if narrowing.state == "to_sign":
        found = found.to_sign()
    elif narrowing.state:
        found = found.filter(state=narrowing.state)
    found = found.filter(_about(narrowing, "envelope__", MOMENTS[narrowing.moment]))
    return found.select_related("envelope").newest_first()


def to_sign_count(side: Side) -> int:
    """How many wait to be signed for; counts to 99 and one more."""
    return inbox(side, Narrowing(state="to_sign")).order_by()[: COUNTED + 1].count()


def outbox(unit: Unit, narrowing: Narrowing) -> EnvelopeQuerySet:
    """What a unit sent, newest first."""
    found = Envelope.objects.sent_by(unit).filter(sender_node__is_own=True)
    if narrowing.category:
        found = found.filter(category=narrowing.category)
    return found.filter(_about(narrowing, "", "sent_at")).newest_first()


def _about(narrowing: Narrowing, to: str, moment: str) -> Q:
    about = Q()
    if narrowing.text:
        about &= Q(**{f"{to}subject__icontains": narrowing.text}) | Q(
            **{f"{to}number__icontains": narrowing.text}
        )
    if narrowing.sender:
        about &= Q(**{f"{to}sender_name__icontains": narrowing.sender})
    if narrowing.since:
        about &= Q(**{f"{moment}__gte": start_of(narrowing.since)})
    if narrowing.until:
        about &= Q(**{f"{moment}__lt": end_of(narrowing.until)})
    return about


@dataclass(frozen=True)
class Progress:
    """How far an envelope came: how many recipients, how many in each state."""

    states: dict[str, int] = field(default_factory=dict)

    @property
    def recipients(self) -> int:
        return sum(self.states.values())

    @property
    def signed(self) -> int:
        return self.states.get(rules.SIGNED, 0)

    @property
    def unsigned(self) -> int:
        return sum(number for state, number in self.states.items() if state in rules.UNSIGNED)

    @property
    def troubled(self) -> int:
        return self.states.get(rules.RETURNED, 0) + self.states.get(rules.REFUSED, 0)


def progress(envelopes: Sequence[Envelope]) -> dict[int, Progress]:
    """For each envelope; one query for all of them."""
    counted = (
        Delivery.objects.filter(envelope__in=[envelope.pk for envelope in envelopes])
        .values_list("envelope", "state")
        .annotate(number=Count("id"))
    )
    states: dict[int, dict[str, int]] = defaultdict(dict)
    for envelope_id, state, number in counted:
        states[envelope_id][state] = number
    return {envelope.pk: Progress(states[envelope.pk]) for envelope in envelopes}


def visible_envelope(uid: str, post: Post) -> Envelope | None:
    """The envelope where the post's unit sent it or received it; None for everybody else."""
    envelope = Envelope.objects.filter(uid=uid).select_related("sender_unit", "sender_node").first()
    if envelope is None or not may_read(envelope, post):
        return None
    return envelope


def may_read(envelope: Envelope, post: Post) -> bool:
    unit = mail_unit(post)
    if envelope.sender_unit_id == unit.pk and envelope.sender_node.is_own:
        return True
    return Delivery.objects.to_unit(unit).filter(envelope=envelope).exclude(state=rules.WITHDRAWN).exists()


def delivery_to(unit: Unit, envelope: Envelope) -> Delivery | None:
    """The unit's own entry of the envelope, in whatever state."""
    return Delivery.objects.to_unit(unit).filter(envelope=envelope).order_by("number").first()


ANSWERS = 20


def related(envelope: Envelope, post: Post) -> list[Envelope]:
    """The envelope that this one refers to and those that refer to it, as far as the post may read them."""
    unit = mail_unit(post)
    received = Delivery.objects.to_unit(unit).filter(envelope=OuterRef("pk")).exclude(state=rules.WITHDRAWN)
    may_see = Q(sender_unit=unit, sender_node__is_own=True) | Exists(received)
    seen = Envelope.objects.filter(may_see).defer("text", "signature").order_by("id")
    # The condition is that of the index.
    answers = seen.filter(reference=envelope.uid, reference__gt="")[:ANSWERS]
    earlier = seen.filter(uid=envelope.reference) if envelope.reference else []
    return [*earlier, *answers]


def holds_file(stored: StoredFile, post: Post | None) -> bool:
    """Whether a draft of the post's unit, or an envelope it sent or received, carries it: files.holders."""
    if post is None:
        return False
    unit = mail_unit(post)
    if Draft.objects.filter(unit=unit, files=stored).exists():
        return True
    carrying = Envelope.objects.filter(attachments__stored=stored)
    if carrying.filter(sender_unit=unit, sender_node__is_own=True).exists():
        return True
    return (
        Delivery.objects.to_unit(unit)
        .filter(envelope__in=carrying)
        .exclude(state__in=[rules.WITHDRAWN, rules.REFUSED])
        .exists()
    )


@dataclass(frozen=True)
class Period:
    """Both days included."""

    since: date
    until: date


@dataclass(frozen=True)
class UnitCount:
    unit: Unit
    numbers: dict[str, int]


def counts_by_unit(post: Post, period: Period, category: str = "") -> list[UnitCount]:
    """For every unit at and below the one whose mail the post handles; most active first."""
    units = Unit.objects.within(mail_unit(post)).in_bulk()
    rows = _counted(post, period, category).values_list("unit").annotate(**_sums()).order_by("unit")
    found = [
        UnitCount(units[unit_id], dict(zip(NUMBERS, numbers, strict=True)))
        for unit_id, *numbers in rows
        if unit_id in units
    ]
    return sorted(found, key=lambda each: (-each.numbers["sent"] - each.numbers["received"], each.unit.path))


def counts_by_day(post: Post, period: Period, category: str = "") -> list[tuple[date, dict[str, int]]]:
    rows = _counted(post, period, category).values_list("day").annotate(**_sums()).order_by("day")
    return [(day, dict(zip(NUMBERS, numbers, strict=True))) for day, *numbers in rows]


def _counted(post: Post, period: Period, category: str) -> "QuerySet[DailyCount]":
    rows = DailyCount.objects.filter(day__range=(period.since, period.until)).exclude(category=rules.SERVICE)
    unit = mail_unit(post)
    if unit.parent_id is not None:
        rows = rows.filter(in_subtree("unit__path", unit.path))
    return rows.filter(category=category) if category else rows


def _sums() -> dict[str, Sum]:
    return {f"{name}_sum": Sum(F(name)) for name in NUMBERS}


def held_files(ids: Iterable[int]) -> set[int]:
    """Those of the stored files that an envelope or a draft holds: see files.holders."""
    from_envelopes = EnvelopeFile.objects.filter(stored__in=ids).values_list("stored", flat=True)
    from_drafts = Draft.files.through.objects.filter(storedfile__in=ids).values_list("storedfile", flat=True)
    return set(from_envelopes) | set(from_drafts)
