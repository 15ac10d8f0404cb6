"""By what are units appraised until the city lays down another scheme?

Source: shared standards/approvals.md §8 (performance score; weights are local): 时限 40, 规范 30, 满意度 20,
公开 10; yellow card −1, red card −5, complaint upheld −3.
"""

from decimal import Decimal

from yiwang.kernel.indicators import figures, schemes
from yiwang.kernel.indicators.rules import COUNTED, DEDUCTED, SHARE, Line, Scheme
from yiwang.subsystems.supervision.board import rules


def _points(number: int) -> Decimal:
    return Decimal(number)


LINES = (
    Line("timing", "时限", _points(40)),
    Line("on_time", "按期办结率", _points(60), "supervision.on_time", SHARE, parent="timing"),
    Line("acceleration", "提速率", _points(40), "supervision.acceleration", SHARE, parent="timing"),
    Line("conduct", "规范", _points(30), "supervision.procedure", DEDUCTED, per=_points(2)),
    Line("satisfaction", "满意度", _points(20), "supervision.satisfied", SHARE),
    Line("openness", "公开", _points(10), "supervision.published", SHARE),
)
DEDUCTIONS = (
    Line("cards_yellow", "黄牌", figure="supervision.cards_yellow", formula=COUNTED, per=_points(-1)),
    Line("cards_red", "红牌", figure="supervision.cards_red", formula=COUNTED, per=_points(-5)),
    Line("complaints", "投诉属实", figure="supervision.complaints_upheld", formula=COUNTED, per=_points(-3)),
)


def declared() -> Scheme:
    """What takes points away counts where the room that knows of it stands."""
    known = figures.registered()
    lines = (*LINES, *(line for line in DEDUCTIONS if line.figure in known))
    return Scheme(rules.SCHEME, "政务服务监察考核", lines, basis="电子监察管理办法（按季评定等次）")


def declare() -> None:
    schemes.declare(declared())
