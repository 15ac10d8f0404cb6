"""What was supervision in the demonstration city given, and what did its leader set?"""

from collections.abc import Iterator
from functools import partial

from yiwang.demonstration import ledger
from yiwang.demonstration.cast import SECURITY_ADMINISTRATOR, Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.founding import MERGED
from yiwang.demonstration.people import SUPERVISING, is_supervised
from yiwang.demonstration.supervision.told import LEADER, RuleSet, ThresholdSet, told
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.deadlines.rules import Threshold
from yiwang.kernel.indicators import actions as indicators
from yiwang.kernel.organizations.actions.oversight import let_oversee
from yiwang.subsystems.supervision.board import rules as board
from yiwang.subsystems.supervision.watching.actions.setting import Setting, set_rule, set_threshold

BEGUN, EXEMPTED = 252, 34  # working days ago
GROUND = "《云泽市行政效能电子监察管理办法》第四条"


def settings(cast: Cast, days: Days) -> Iterator[Act]:
    """What the centre watches over; later the rules, thresholds and exemptions of its leader."""
    yield Act(at(days.back(BEGUN), 9 * 60), partial(_let_oversee, cast))
    for rule in told().rule:
        yield Act(at(days.back(rule.back), 9 * 60 + 30), partial(_set_rule, cast, rule))
    for threshold in told().threshold:
        yield Act(at(days.back(threshold.back), 9 * 60 + 40), partial(_set_threshold, cast, threshold))
    yield Act(at(days.back(EXEMPTED), 9 * 60 + 50), partial(_exempt, cast))


def _let_oversee(cast: Cast) -> None:
    by, center = cast.by(SECURITY_ADMINISTRATOR), cast.units[SUPERVISING]
    for row in ledger.units():
        if is_supervised(row) and row.short_name not in MERGED:
            let_oversee(by, center, cast.units[row.code], GROUND)


def _set_rule(cast: Cast, said: RuleSet) -> None:
    set_rule(cast.by(LEADER), said.code, Setting(said.mode, {}), said.reason)


def _set_threshold(cast: Cast, said: ThresholdSet) -> None:
    threshold = Threshold(number=said.number, percent=said.percent)
    set_threshold(cast.by(LEADER), said.kind, said.item, threshold, said.reason)


def _exempt(cast: Cast) -> None:
    for said in told().exemption:
        unit = cast.units[said.unit]
        indicators.exempt(cast.by(LEADER), board.SCHEME, said.line, unit, today(), said.reason)
