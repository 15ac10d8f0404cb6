"""Cases in hand with a clock as a test wants it, ended ones, and who looks at them."""

from datetime import datetime
from itertools import count
from typing import Any

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases.models import Case, Event, Party, Series
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.organizations.actions.oversight import let_oversee
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.tests.makers import make_post, make_root, make_unit
from yiwang.subsystems.supervision.watching.rules import LEADER, RESPONDER, SUPERVISOR

_numbers = count(1)
BASIS = "《行政许可法》第四十二条"


def make_clock(unit: Unit, **changes: Any) -> Clock:
    """Running, with ten days left of twenty; ``late``, ``near``, ``still`` change that."""
    number = next(_numbers)
    moment = now()
    ends = {"early_at": shifted(moment, days=5), "warn_at": shifted(moment, days=9)}
    ends |= {"due_at": shifted(moment, days=10), "legal_due_at": shifted(moment, days=20)}
    facts = {
        "subject_kind": cases.SUBJECT,
        "subject_key": f"case{number}",
        "unit_id": unit.pk,
        "item": "食品经营许可",
        "basis": BASIS,
        "legal_number": 20,
        "legal_unit": "working_days",
        "started_at": shifted(moment, days=-10),
        "last_at": shifted(moment, days=-10),
        **ends,
        **changes,
    }
    return Clock.objects.create(**facts)


def make_late(unit: Unit, **changes: Any) -> Clock:
    moment = now()
    ends = {"early_at": shifted(moment, days=-5), "warn_at": shifted(moment, days=-3)}
    return make_clock(unit, **ends | {"due_at": shifted(moment, days=-1), **changes})


def make_near(unit: Unit, **changes: Any) -> Clock:
    moment = now()
    ends = {"early_at": shifted(moment, days=-5), "warn_at": shifted(moment, days=-1)}
    return make_clock(unit, **ends | {"due_at": shifted(moment, days=1), **changes})


def make_still(unit: Unit, **changes: Any) -> Clock:
    ends = dict.fromkeys(("early_at", "warn_at", "due_at"))
    return make_clock(unit, **ends | {"state": "paused", **changes})


def make_row(unit: Unit, opened_at: datetime, **changes: Any) -> Case:
    """A case as it lies in the database, without the deeds that led there."""
    number = next(_numbers)
    series, _ = Series.objects.get_or_create(key="tests")
    facts = {
        "number": f"CS{number:08d}",
        "series": series,
        "serial": number,
        "kind": "tests.licence",
        "title": "食品经营许可",
        "party": Party.objects.create(kind="person", name="赵小明"),
        "channel": "web",
        "unit": unit,
        "received_at": opened_at,
        "opened_at": opened_at,
        **changes,
    }
    return Case.objects.create(**facts)


def make_ended(unit: Unit, ended_at: datetime, *, outcome: str = "on_time", **changes: Any) -> Case:
    """Accepted ten days before it ended, its legal limit twenty working days."""
    began = shifted(ended_at, days=-10)
    ends = {"due_at": shifted(began, days=15), "legal_due_at": shifted(began, days=28)}
    clock = make_clock(
        unit,
        state="stopped",
        outcome=outcome,
        started_at=began,
        stopped_at=ended_at,
        **ends | changes.pop("clock", {}),
    )
    case = make_row(
        unit,
        began,
        **{
            "state": cases.CLOSED,
            "accepted_at": began,
            "closed_at": ended_at,
            "clock": clock,
            **changes,
        },
    )
    Event.objects.create(case=case, kind="close", label="办结", at=ended_at, person="系统")
    return case


def make_supervisor(*units: Unit, role: str = SUPERVISOR) -> Post:
    """Of a unit of its own that watches over these."""
    watcher = make_unit(name=f"监察机构{next(_numbers)}")
    for unit in units:
        let_oversee(SYSTEM, watcher, unit, "电子监察管理办法")
    return make_post(unit=watcher, roles=[role])


def make_leader_of_all() -> Post:
    return make_post(unit=make_root(), roles=[LEADER])


def make_responder(unit: Unit) -> Post:
    return make_post(unit=unit, roles=[RESPONDER])
