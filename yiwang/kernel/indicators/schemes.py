"""How is a scheme kept, and which one is in force in a month?"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from yiwang.kernel.indicators import rules
from yiwang.kernel.indicators.models import StoredScheme
from yiwang.kernel.indicators.rules import Grade, Line, Scheme, Veto

_declared: dict[str, Scheme] = {}


def declare(scheme: Scheme) -> None:
    """From ``AppConfig.ready``: what holds until somebody lays down another one."""
    rules.check(scheme)
    _declared[scheme.code] = scheme


def declared() -> Mapping[str, Scheme]:
    return dict(_declared)


def in_force(code: str, first: date) -> tuple[Scheme, int]:
    """With its version (0: as declared in code) in the month that begins on ``first``.

    Raises KeyError for a scheme nobody declared.
    """
    laid_down = StoredScheme.objects.filter(code=code, in_force_from__lte=first)
    stored = laid_down.order_by("-in_force_from", "-version").first()
    return (read(stored.text), stored.version) if stored else (_declared[code], 0)


def written(scheme: Scheme) -> dict[str, Any]:
    """As stored: plain values, numbers as text so that they come back exactly."""
    return {
        "code": scheme.code,
        "name": scheme.name,
        "basis": scheme.basis,
        "lines": [_line_written(line) for line in scheme.lines],
        "vetoes": [[each.figure, each.label, str(each.at_least)] for each in scheme.vetoes],
        "grades": [[each.label, str(each.at_least)] for each in scheme.grades],
    }


def _line_written(line: Line) -> dict[str, Any]:
    return {
        "code": line.code,
        "label": line.label,
        "weight": str(line.weight),
        "figure": line.figure,
        "formula": line.formula,
        "per": str(line.per),
        "cap": None if line.cap is None else str(line.cap),
        "parent": line.parent,
    }


def read(text: Mapping[str, Any]) -> Scheme:
    return Scheme(
        code=text["code"],
        name=text["name"],
        basis=text["basis"],
        lines=tuple(_line_read(line) for line in text["lines"]),
        vetoes=tuple(Veto(figure, label, Decimal(least)) for figure, label, least in text["vetoes"]),
        grades=tuple(Grade(label, Decimal(least)) for label, least in text["grades"]),
    )


def _line_read(line: Mapping[str, Any]) -> Line:
    cap = line["cap"]
    return Line(
        **{
            **line,
            "weight": Decimal(line["weight"]),
            "per": Decimal(line["per"]),
            "cap": None if cap is None else Decimal(cap),
        }
    )
