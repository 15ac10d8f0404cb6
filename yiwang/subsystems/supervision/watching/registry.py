"""Which rules are there? Rooms above and other packages of this subsystem register theirs."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

from yiwang.kernel.findings.rules import Matter
from yiwang.subsystems.supervision.watching import rules

Found = TypeVar("Found")


@dataclass(frozen=True)
class Happened:
    """One thing that happened: ``key`` is the id of the clock, of the event of a case, or of a record.

    ``end_at``: of a clock, the end that had passed, as it stood then.
    """

    kind: str
    key: int
    at: datetime
    end_at: datetime | None = None


@dataclass(frozen=True)
class Breach:
    """What a rule says was broken; the engine adds rule, basis and mode and makes a finding of it.

    ``fact``: the same each time it is judged; unique among those of its rule.
    """

    fact: str
    unit_id: int
    matter: Matter
    at: datetime
    evidence: Sequence[tuple[str, str]]
    colour: str = ""


@dataclass(frozen=True)
class Parameter:
    """A number that the city sets for a rule: ``短于2字``."""

    label: str
    default: Decimal
    unit: str


Parameters = Mapping[str, Decimal]


@dataclass(frozen=True)
class Rule:
    """One rule. ``hears``: the happenings it is asked about; ``judge`` gets those of one batch, with a fixed
    number of queries for any number, and answers with what was broken. ``look``: asked at every sweep
    instead, about what no happening tells; it must stay on an index.

    ``colour``: of the card that follows. ``mode``: until the city sets another one. ``after``: seconds that a
    happening waits for this rule, because what has to follow a deed may take its time; at most an hour.
    """

    code: str
    label: str
    basis: str
    colour: str
    hears: frozenset[str] = frozenset()
    judge: Callable[[Sequence[Happened], Parameters], Iterable[Breach]] | None = None
    look: Callable[[datetime, Parameters], Iterable[Breach]] | None = None
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    mode: str = rules.ON
    group: str = "时限"
    after: int = 0


_registered: dict[str, Rule] = {}
_shared: ContextVar[dict[Hashable, Any] | None] = ContextVar("_shared", default=None)


@contextmanager
def sharing() -> Iterator[None]:
    """Around the rules that judge one batch: what one of them worked out, the others need not."""
    token = _shared.set({})
    try:
        yield
    finally:
        _shared.reset(token)


def shared(key: Hashable, make: Callable[[], Found]) -> Found:
    """What ``make`` gives, made once for all rules of a batch."""
    known = _shared.get()
    if known is None:
        return make()
    if key not in known:
        known[key] = make()
    found: Found = known[key]
    return found


def register(rule: Rule) -> None:
    """From ``AppConfig.ready``. Raises ValueError for a rule that asks nothing and for a code given twice."""
    if rule.judge is None and rule.look is None:
        raise ValueError(f"{rule.code} judges nothing.")
    if rule.judge is not None and not rule.hears:
        raise ValueError(f"{rule.code} hears of nothing.")
    if not 0 <= rule.after <= rules.LONGEST_REST:
        raise ValueError(f"{rule.code} waits longer than an hour.")
    if _registered.get(rule.code, rule) is not rule:
        raise ValueError(f"{rule.code} is registered twice.")
    _registered[rule.code] = rule


def registered() -> Mapping[str, Rule]:
    return MappingProxyType(_registered)


def heard() -> frozenset[str]:
    """Every kind of happening that some rule is asked about."""
    return frozenset(kind for rule in _registered.values() for kind in rule.hears)
