"""Within which time must a case be decided, by how much may that be lengthened, when must it be delivered?

Articles are those of 行政许可法 unless a law is named (standards/approvals.md §1).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from yiwang.kernel.deadlines.rules import Limit, Limits, Unit, check_limits
from yiwang.kernel.errors import Refused

ACCEPTANCE = Limits("《行政许可法》第三十二条第一款第四项", Limit(5, Unit.WORKING_DAYS))
DECISION = Limits("《行政许可法》第四十二条第一款", Limit(20, Unit.WORKING_DAYS))
JOINT_DECISION = Limits("《行政许可法》第四十二条第二款", Limit(45, Unit.WORKING_DAYS))
PRE_REVIEW = Limits("《行政许可法》第四十三条", Limit(20, Unit.WORKING_DAYS))
DELIVERY = Limits("《行政许可法》第四十四条", Limit(10, Unit.WORKING_DAYS))
EXTENSION = Limit(10, Unit.WORKING_DAYS)
JOINT_EXTENSION = Limit(15, Unit.WORKING_DAYS)


@dataclass(frozen=True)
class Terms:
    """``decision``: from acceptance; ``extension``: the most it may be lengthened by, once; ``delivery``:
    from the decision. None: the law sets no limit, or allows no extension."""

    decision: Limits | None = None
    extension: Limit | None = None
    delivery: Limits | None = None


NO_TERMS = Terms()
LICENCE = Terms(DECISION, EXTENSION, DELIVERY)
JOINT_LICENCE = Terms(JOINT_DECISION, JOINT_EXTENSION, DELIVERY)


def licence(promised: Limit | None = None, *, is_joint: bool = False) -> Terms:
    """Those of art. 42 and 44; the promise (承诺办结时限) is held as well as the law."""
    terms = JOINT_LICENCE if is_joint else LICENCE
    decision = JOINT_DECISION if is_joint else DECISION
    return replace(terms, decision=replace(decision, promised=promised))


def written(terms: Terms) -> dict[str, Any]:
    """As stored with the case."""
    return {
        name: value
        for name, value in (
            ("decision", _limits(terms.decision)),
            ("extension", _limit(terms.extension)),
            ("delivery", _limits(terms.delivery)),
        )
        if value
    }


def read(stored: Mapping[str, Any]) -> Terms:
    return Terms(
        _read_limits(stored.get("decision")),
        _read_limit(stored.get("extension")),
        _read_limits(stored.get("delivery")),
    )


def check(terms: Terms) -> None:
    """Raises Refused for a limit without basis, or a promise longer than the law."""
    for limits in (terms.decision, terms.delivery):
        if limits is not None:
            check_limits(limits)


def check_extension(terms: Terms, by: int) -> Limit:
    """The limit to add. Raises Refused where the law allows none, or not so much."""
    most = terms.extension
    if most is None:
        raise Refused("这类事项依法不能延长办理期限。")
    if not 1 <= by <= most.number:
        raise Refused(f"延长的期限应在1至{most}之间。", field="number")
    return Limit(by, most.unit)


def _limit(limit: Limit | None) -> list[Any] | None:
    return [limit.number, limit.unit.value] if limit else None


def _read_limit(stored: Any) -> Limit | None:
    return Limit(stored[0], Unit(stored[1])) if stored else None


def _limits(limits: Limits | None) -> dict[str, Any] | None:
    if limits is None:
        return None
    return {
        "basis": limits.basis,
        "legal": _limit(limits.legal),
        "promised": _limit(limits.promised),
        "warn": limits.warn,
        "moves": limits.moves,
        "schedule": limits.schedule,
    }


def _read_limits(stored: Any) -> Limits | None:
    if not stored:
        return None
    return Limits(
        basis=stored["basis"],
        legal=Limit(stored["legal"][0], Unit(stored["legal"][1])),
        promised=_read_limit(stored["promised"]),
        warn=stored["warn"],
        moves=stored["moves"],
        schedule=stored["schedule"],
    )
