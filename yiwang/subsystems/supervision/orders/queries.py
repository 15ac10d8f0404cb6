"""Which orders does a post look at, and how do they stand?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q

from yiwang.kernel.cases.models import desks_of
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.supervision.orders import rules, timing
from yiwang.subsystems.supervision.orders.models import Delay, Duty, Order, OrderQuerySet

TABS = {"": "待我处理", "issued": "本单位下达", "addressed": "本单位承办", "late": "已超期", "all": "全部"}
STATES = {"": "全部", "open": "办理中", "closed": "已结束"}
SHADES = ("bad", "warn", "good", "")


@dataclass(frozen=True)
class Shown:
    """A duty with its lamp and its last day."""

    duty: Duty
    lamp: tuple[str, str]

    @property
    def last_day(self) -> object:
        return timing.last_day(self.duty.clock) if self.duty.state == rules.OPEN else None

    @property
    def is_provisional(self) -> bool:
        return bool(self.last_day and self.duty.clock and self.duty.clock.is_provisional)


@dataclass(frozen=True)
class Row:
    """An order in a list: its duties, and the gravest lamp of them."""

    order: Order
    duties: tuple[Shown, ...]

    @property
    def lamp(self) -> tuple[str, str]:
        return min((each.lamp for each in self.duties), key=lambda lamp: SHADES.index(lamp[1]))

    @property
    def last_day(self) -> object:
        days = [each.last_day for each in self.duties if each.last_day]
        return min(days, default=None)  # type: ignore[type-var]

    @property
    def is_provisional(self) -> bool:
        return any(each.is_provisional and each.last_day == self.last_day for each in self.duties)

    @property
    def progress(self) -> int:
        return min(each.duty.progress for each in self.duties)


def listing(post: Post, tab: str = "", text: str = "", state: str = "", source: str = "") -> OrderQuerySet:
    """Newest first, without duties: see ``rows``."""
    found = _of_tab(Order.objects.visible_to(post), post, tab)
    if state == "open":
        found = found.open()
    elif state == "closed":
        found = found.filter(case__closed_at__isnull=False)
    if source in rules.SOURCES:
        found = found.filter(source=source)
    if text:
        found = found.mentioning(text)
    duties = Duty.objects.select_related("unit", "clock")
    return found.in_full().prefetch_related(Prefetch("duties", duties)).newest_first()


def rows(orders: Iterable[Order], moment: datetime | None = None) -> list[Row]:
    moment = moment or now()
    return [
        Row(order, tuple(Shown(duty, timing.lamp(duty, moment)) for duty in order.duties.all()))
        for order in orders
    ]


def late_duties(post: Post, moment: datetime) -> list[Duty]:
    """Of the orders that the post's unit gave, for the bulletin: whoever is late for longest first."""
    orders = Order.objects.issued_by(post).open()
    found = Duty.objects.late(moment).filter(order__in=orders)
    return list(found.select_related("order__case", "unit", "clock").order_by("clock__due_at", "pk"))


def days_late(duty: Duty, moment: datetime) -> int:
    """Calendar days since the last day that was in time."""
    last = timing.last_day(duty.clock)
    return (day_of(moment) - last).days if last else 0


def _of_tab(found: OrderQuerySet, post: Post, tab: str) -> OrderQuerySet:
    match tab:
        case "issued":
            return found.issued_by(post)
        case "addressed":
            return found.addressed_to(post)
        case "late":
            return found.open().late(now())
        case "all":
            return found
    return found.open().filter(waiting(post))


def waiting(post: Post) -> Q:
    """What the unit has to do, and what waits for its verdict."""
    desks = desks_of(post)
    duties = Duty.objects.filter(order=OuterRef("pk"))
    to_do = duties.filter(state=rules.OPEN, unit__in=desks)
    reported = duties.filter(state=rules.REPORTED)
    asked = Delay.objects.filter(duty__order=OuterRef("pk"), state=rules.ASKED)
    return Exists(to_do) | (Q(case__unit__in=desks) & (Exists(reported) | Exists(asked)))
