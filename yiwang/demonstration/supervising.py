"""What did electronic supervision see in the demonstration city, and what came of it?"""

from collections.abc import Iterator
from functools import partial

from yiwang.demonstration import ledger
from yiwang.demonstration.cast import SECURITY_ADMINISTRATOR, Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.founding import MERGED
from yiwang.demonstration.people import SUPERVISING, is_supervised
from yiwang.kernel.organizations.actions.oversight import let_oversee

BEGUN = 252  # working days ago
GROUND = "《云泽市行政效能电子监察管理办法》第四条"


def supervising(cast: Cast, days: Days) -> Iterator[Act]:
    """The centre is given those that it watches over."""
    yield Act(at(days.back(BEGUN), 9 * 60), partial(_let_oversee, cast))


def _let_oversee(cast: Cast) -> None:
    by, center = cast.by(SECURITY_ADMINISTRATOR), cast.units[SUPERVISING]
    for row in ledger.units():
        if is_supervised(row) and row.short_name not in MERGED:
            let_oversee(by, center, cast.units[row.code], GROUND)
