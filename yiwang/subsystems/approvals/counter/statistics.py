"""How many were served at each window on a day, how long did they wait and how long did it take?"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from yiwang.subsystems.approvals.counter import rules
from yiwang.subsystems.approvals.counter.models import Hall, Ticket, Window
from yiwang.subsystems.approvals.counter.rules import Means, Served


@dataclass(frozen=True)
class Row:
    """``missed``: called in vain."""

    window: Window
    means: Means
    missed: int


def _served(ticket: Ticket) -> Served:
    """Until the first call somebody waits; from the start, or without one from the call, they are served."""
    called_at = ticket.first_called_at or ticket.taken_at
    ended_at = ticket.ended_at or called_at
    begun_at = ticket.started_at or ticket.called_at or called_at
    return Served((called_at - ticket.taken_at).total_seconds(), (ended_at - begun_at).total_seconds())


@dataclass(frozen=True)
class DayFigures:
    rows: list[Row]
    total: Means
    taken: int
    waiting: int
    missed: int
    lapsed: int


def of_day(hall: Hall, day: date) -> DayFigures:
    """Three queries for any number of windows and tickets."""
    tickets = Ticket.objects.of_day(day).filter(hall=hall)
    served: dict[int | None, list[Served]] = defaultdict(list)
    for ticket in tickets.filter(state=rules.DONE):
        served[ticket.window_id].append(_served(ticket))
    windows = list(
        Window.objects.filter(hall=hall)
        .select_related("clerk")
        .annotate(missed=Count("tickets", filter=Q(tickets__day=day, tickets__state=rules.NO_SHOW)))
    )
    counts = dict(tickets.values_list("state").annotate(count=Count("pk")).order_by())
    return DayFigures(
        rows=[Row(window, rules.means(served[window.pk]), window.missed) for window in windows],
        total=rules.means([one for each in served.values() for one in each]),
        taken=sum(counts.values()),
        waiting=counts.get(rules.WAITING, 0),
        missed=counts.get(rules.NO_SHOW, 0),
        lapsed=counts.get(rules.LAPSED, 0),
    )
