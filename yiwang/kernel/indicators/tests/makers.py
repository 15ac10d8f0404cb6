"""Schemes as cities use them, and a figure whose numbers a test gives."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from yiwang.kernel.deadlines.tests.makers import city
from yiwang.kernel.indicators import figures
from yiwang.kernel.indicators.figures import Figure, Record
from yiwang.kernel.indicators.rules import COUNTED, DEDUCTED, SHARE, Line, Measured, Scheme, Veto


def number(text: str | int) -> Decimal:
    return Decimal(str(text))


def counted(text: str | int) -> Measured:
    return Measured(number(text))


def out_of(part: int, whole: int) -> Measured:
    return Measured(number(part), number(whole))


def make_scheme(**changes: Any) -> Scheme:
    """On-time rate 60, findings 40 with a point off for each, a bonus of at most ten, and one veto."""
    facts: dict[str, Any] = {
        "code": "tests.scheme",
        "name": "测试考核",
        "lines": (
            Line("on_time", "按期办结率", number(60), "tests.on_time", SHARE),
            Line("findings", "监察发现", number(40), "tests.findings", DEDUCTED),
            Line("bonus", "加分", figure="tests.bonus", formula=COUNTED, cap=number(10)),
        ),
        "vetoes": (Veto("tests.leaks", "发生泄密事件"),),
        **changes,
    }
    return Scheme(**facts)


def register_figures(**by_code: Mapping[int, Measured]) -> None:
    """``tests.<name>`` for each of the scheme's figures: what it gives by unit id."""
    for name in ("on_time", "findings", "bonus", "leaks"):
        given = by_code.get(name, {})
        figures.register(
            Figure(
                f"tests.{name}",
                name,
                "测试数据。",
                figures.COUNT,
                lambda period, given=given: given,
                lambda period, units, most: [Record("一件", city("2026-02-03 10:00"))][:most],
            )
        )
