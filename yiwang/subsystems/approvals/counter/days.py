"""On which days can a service be booked, and how many places are left?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count

from yiwang.kernel.deadlines import in_force
from yiwang.kernel.deadlines.moments import day_of, local, now, shifted
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.counter import rules
from yiwang.subsystems.approvals.counter.models import Appointment, Offer
from yiwang.subsystems.approvals.counter.rules import Slot


@dataclass(frozen=True)
class Place:
    """A slot of a day; ``left``: how many may still book it; ``value``: as a form sends it."""

    slot: Slot
    left: int
    value: str


@dataclass(frozen=True)
class Day:
    day: date
    weekday: str
    places: tuple[Place, ...]


def bookable(offer: Offer) -> list[date]:
    """Working days from tomorrow on. Before a year begins none of it is offered until its notice says which
    days are off; in a year that has begun without one the days of the law are off.
    """
    today, calendar = day_of(now()), in_force.calendar()
    days = [shifted(today, days=ahead) for ahead in range(1, offer.days_ahead + 1)]
    begun = {today.year} & {calendar.provisional_year}
    return [day for day in days if day.year in calendar.years | begun and calendar.is_workday(day)]


def open_places(offer: Offer) -> list[Day]:
    """Every bookable day with its slots; one query."""
    slots, days = rules.read_slots(offer.slots), bookable(offer)
    standing = Appointment.objects.standing().filter(offer=offer, day__in=days)
    counted = standing.values_list("day", "begins").annotate(count=Count("pk")).order_by()
    taken = {(day, begins): count for day, begins, count in counted}
    return [Day(day, _weekday(day), tuple(_places(day, slots, taken))) for day in days]


def _places(day: date, slots: Sequence[Slot], taken: dict[tuple[date, time], int]) -> list[Place]:
    return [
        Place(slot, max(0, slot.capacity - taken.get((day, slot.begins), 0)), value_of(day, slot))
        for slot in slots
    ]


def value_of(day: date, slot: Slot) -> str:
    """``2026-12-01T09:00``"""
    return f"{day:%Y-%m-%d}T{slot.begins:%H:%M}"


def read(offer: Offer, value: str) -> tuple[date, Slot | None]:
    """Day and slot of what a form sent. Raises Refused for nonsense."""
    try:
        moment = datetime.strptime(value, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - a place on the wall clock
    except ValueError:
        raise Refused("请选择日期和时段。", field="slot") from None
    slots = rules.read_slots(offer.slots)
    return moment.date(), next((slot for slot in slots if slot.begins == moment.time()), None)


def _weekday(day: date) -> str:
    return "一二三四五六日"[day.weekday()]


def minute_now() -> int:
    """Of the day, on the wall clock of the city."""
    moment = local(now())
    return moment.hour * 60 + moment.minute
