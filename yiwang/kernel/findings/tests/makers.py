"""Findings for tests."""

from itertools import count
from typing import Any

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.findings.actions import find
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import RED, Found, Matter
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.oversight import OVERSEE
from yiwang.kernel.organizations.tests.makers import make_unit

OVERSEER = "tests_overseer"
roles.declare(OVERSEER, "监督员", (OVERSEE, "cases.read"), description="查看所监督单位的事项。")
_numbers = count(1)


def found(unit: Unit | None = None, **changes: Any) -> Found:
    number = next(_numbers)
    facts = {
        "rule": "tests.late",
        "label": "超过承诺时限",
        "basis": "《行政许可法》第四十二条",
        "colour": RED,
        "fact": f"tests.late:{number}",
        "unit_id": (unit or make_unit()).pk,
        "matter": Matter("tests.matter", str(number), f"第{number}件"),
        "happened_at": now(),
        "evidence": [("应办结", "2026年3月5日"), ("仍未办结", "2026年3月6日")],
        **changes,
    }
    return Found(**facts)


def make_finding(unit: Unit | None = None, **changes: Any) -> Finding:
    return find(SYSTEM, [found(unit, **changes)])[0]
