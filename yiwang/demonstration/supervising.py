"""What did electronic supervision see in the demonstration city, and what came of it?"""

from collections.abc import Iterator

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.supervision.cards import cards
from yiwang.demonstration.supervision.complaints import complaints
from yiwang.demonstration.supervision.orders import orders
from yiwang.demonstration.supervision.records import records
from yiwang.demonstration.supervision.results import results
from yiwang.demonstration.supervision.settings import settings
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.exchange.actions.delivering import deliver_waiting
from yiwang.subsystems.supervision.board.actions import scoring
from yiwang.subsystems.supervision.cards.actions import delivering
from yiwang.subsystems.supervision.watching.sweep import sweep

SWEPT_AT = 18 * 60 + 50  # after the clocks of the evening


def supervising(cast: Cast, days: Days, first: int) -> Iterator[Act]:
    """From so many working days ago on something happens that rules judge."""
    yield from settings(cast, days)
    yield from records(cast, days)
    yield from complaints(cast, days)
    yield from orders(cast, days)
    yield from cards(cast, days, first)
    yield from results(cast, days, first)
    for back in range(first, -1, -1):
        yield Act(at(days.back(back), SWEPT_AT), _sweep)


def _sweep() -> None:
    """What the regular jobs of supervision do the whole day."""
    sweep(now())
    delivering.deliver_waiting()
    scoring.take_due()
    deliver_waiting()
