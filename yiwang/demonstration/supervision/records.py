"""Which records of medicine, construction and trading came into the demonstration city, from whom?"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from io import BytesIO

from yiwang.demonstration.cast import Cast, acting_as
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.supervision.told import LEADER, Supplied, told
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.exchange.actions.delivering import deliver_waiting
from yiwang.kernel.files.actions import receive
from yiwang.subsystems.supervision.sources import registry, specimens
from yiwang.subsystems.supervision.sources.actions import importing, publishing
from yiwang.subsystems.supervision.sources.actions.connecting import connect

CONNECTED = 36  # working days ago
SHEETS: dict[str, Callable[[Sequence[str], date, int], str]] = {
    "medicine": specimens.medicine,
    "construction": specimens.construction,
    "trading": specimens.trading,
}


def records(cast: Cast, days: Days) -> Iterator[Act]:
    """The leader says who answers for a source; its keeper brings a file; the prices become public."""
    for number, supplied in enumerate(told().source):
        connected = at(days.back(CONNECTED), 10 * 60 + number)
        yield Act(connected, partial(_connect, cast, supplied))
        yield Act(at(days.back(supplied.back), 16 * 60 + 10 * number), partial(_bring, cast, supplied))
    yield Act(at(days.back(0), 18 * 60), _tell_prices)


def _connect(cast: Cast, supplied: Supplied) -> None:
    source, unit = registry.registered()[supplied.code], cast.units[supplied.unit]
    connect(cast.by(LEADER), cast.posts[LEADER], source, unit, supplied.silent_days)


def _bring(cast: Cast, supplied: Supplied) -> None:
    keeper = cast.posts[supplied.keeper]
    by = acting_as(keeper)
    sheet = SHEETS[supplied.code](supplied.units, today(), supplied.rows)
    stored = receive(by, BytesIO(sheet.encode()), supplied.file)
    importing.carry_on(importing.begin(by, keeper, registry.imported()[supplied.code], stored))


def _tell_prices() -> None:
    publishing.tell_prices()
    deliver_waiting()
