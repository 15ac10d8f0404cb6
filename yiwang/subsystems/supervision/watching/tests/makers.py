"""Rules, happenings and late clocks for tests of supervision."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines.actions import Subject
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.deadlines.tests.makers import make_limits
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import YELLOW, Matter
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.supervision.watching import sweep
from yiwang.subsystems.supervision.watching.models import Happening
from yiwang.subsystems.supervision.watching.registry import Breach, Happened, Rule

KIND = "tests.matter"


def breach(unit: Unit, fact: str, **changes: Any) -> Breach:
    facts: dict[str, Any] = {
        "fact": fact,
        "unit_id": unit.pk,
        "matter": Matter("tests.matter", fact, f"第{fact}件"),
        "at": now(),
        "evidence": [("事实", fact)],
        **changes,
    }
    return Breach(**facts)


def make_rule(unit: Unit, code: str = "tests.every", poison: Iterable[int] = (), **changes: Any) -> Rule:
    """Finds one breach in each happening of the kind ``tests.heard``; raises where a key is poison."""
    bad = set(poison)

    def judge(happened: Sequence[Happened], parameters: Any) -> list[Breach]:
        if any(each.key in bad for each in happened):
            raise ArithmeticError("poison")
        return [breach(unit, str(each.key)) for each in happened]

    facts: dict[str, Any] = {
        "code": code,
        "label": "测试规则",
        "basis": "测试依据",
        "colour": YELLOW,
        "hears": frozenset({"tests.heard"}),
        "judge": judge,
        **changes,
    }
    return Rule(**facts)


def happen(*keys: int, kind: str = "tests.heard") -> None:
    Happening.objects.bulk_create(Happening(kind=kind, key=key, at=now()) for key in keys)


def make_clock(unit: Unit, at: datetime, key: str = "1", **changes: Any) -> Clock:
    kind, item = changes.pop("kind", KIND), changes.pop("item", "食品经营许可")
    subject = Subject(kind, key, changes.pop("purpose", ""), unit.pk, item)
    return deadlines.start(subject, make_limits(**changes), "李明", at=at)


def found_by(code: str) -> list[Finding]:
    """Sweeps, and gives what the rule has found so far, in the order of what happened."""
    swept = sweep.sweep(now())
    assert not swept.faults, swept.faults
    return list(Finding.objects.filter(rule=f"supervision.{code}").order_by("happened_at", "pk"))


def evidence(finding: Finding) -> dict[str, str]:
    return dict(finding.evidence)
