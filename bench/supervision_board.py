"""What does the board cost with a million open cases, and a month's scores over three million ended ones?

``python -m bench.supervision_board [--cases 1000000] [--events 3000000] [--units 1300] [--json]``: the stock
is loaded in bulk, each open case with its clock (2 in 100 late, 3 near their end, 1 paused) over all units
and 97 items; the ended ones are clocks that stopped in the last month, and every tenth case was rated in it.
``count_s``: the regular job with nothing counted yet; ``count_again_s``: a minute later, little changed.
``board_p95_ms``: the page over HTTP from ``yiwang serve``, one user; ``figures_p95_ms``: what refreshes it.
``month_scores_s``: the result of the month with snapshot and digest. On SQLite, or where DATABASE_URL names
one on PostgreSQL.
"""

import argparse
import time
from collections.abc import Callable
from typing import Any

from bench.cases import asking, inserted, session_of, timed, written
from bench.portal import serving
from bench.rig import database, show

BOARD = "/office/supervision/board/"
ITEMS = 97
SHARES = {"late": 2, "near": 3, "still": 1, "green": 94}
BATCHES = 22
RATED = 10
GAP = 1_000
"""Ids left for the next template, which takes the one after the highest."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=3_000_000)
    parser.add_argument("--units", type=int, default=1_300)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with database("supervision_board"):
        figures = board_measured(asked.cases, asked.units) | scores_measured(asked.events)
        show({"cases": asked.cases, "events": asked.events, **figures}, as_json=asked.json)


def board_measured(cases: int, units: int) -> dict[str, Any]:
    """Loads the stock of open cases first."""
    from yiwang.subsystems.supervision.board.actions import tallying  # noqa: PLC0415 - Django is set up by now
    from yiwang.subsystems.supervision.board.tests.makers import make_leader_of_all  # noqa: PLC0415

    stocked(cases, units)
    told()
    leader = make_leader_of_all()
    found = {"count_s": seconds(tallying.count), "count_again_s": seconds(tallying.count)}
    cookie = {"sessionid": session_of(leader)}
    with serving() as address:
        for name, path in (("board", BOARD), ("wall", f"{BOARD}full/"), ("figures", f"{BOARD}figures.json")):
            spent = timed(name, lambda path=path: asking(address, path, cookie))
            found[f"{name}_p95_ms"] = spent[f"{name}_p95_ms_1"]
    return found


def scores_measured(events: int) -> dict[str, Any]:
    """Loads what ended in the last month first; call it after ``board_measured``."""
    from yiwang.kernel.audit.rules import SYSTEM  # noqa: PLC0415
    from yiwang.kernel.deadlines.moments import today  # noqa: PLC0415
    from yiwang.kernel.indicators import actions  # noqa: PLC0415
    from yiwang.kernel.indicators.periods import month_before  # noqa: PLC0415
    from yiwang.subsystems.supervision.board import rules  # noqa: PLC0415

    period = month_before(today())
    ended(events, period.begins_at)
    return {"month_scores_s": seconds(lambda: actions.take(SYSTEM, rules.SCHEME, period.first))}


def stocked(count: int, units: int) -> None:
    """Cases in hand, each with its clock, as a statement for each table and share."""
    from yiwang.kernel.deadlines.moments import now, shifted, today  # noqa: PLC0415
    from yiwang.kernel.indicators.periods import month_before  # noqa: PLC0415
    from yiwang.kernel.organizations.tests.makers import make_unit  # noqa: PLC0415
    from yiwang.subsystems.supervision.board.tests import makers  # noqa: PLC0415

    first = make_unit()
    for _ in range(units - 1):
        make_unit()
    row = makers.make_row(first, shifted(now(), days=-1))
    templates = {
        "late": makers.make_late(first),
        "near": makers.make_near(first),
        "still": makers.make_still(first),
        "green": makers.make_clock(first),
    }
    number = 1_000_000
    for name, share in SHARES.items():
        part = count * share // 100
        own = {"id": f"{number} + n", "unit_id": unit_of(first.pk, units)}
        key = {"subject_key": written(f"{number} + n", 32), "item": item_of()}
        inserted(templates[name], part, own | key)
        inserted(row.party, part, {"id": own["id"]})
        case = own | {"party_id": own["id"], "serial": own["id"], "clock_id": own["id"]}
        case |= {"reference": written(own["id"], 32), "number": written(own["id"], 12)}
        # The first tenth of each share was rated, which only an ended case is.
        rated = part // RATED
        moment = shifted(month_before(today()).begins_at, days=3)
        closed = {"state": "closed", "closed_at": moment, "rated_at": moment, "rating": "satisfied"}
        inserted(row, rated, case, accepted_at=row.received_at, **closed)
        rest = {name: value.replace(f"{number} + n", f"{number + rated} + n") for name, value in case.items()}
        inserted(row, part - rated, rest, accepted_at=row.received_at, state="accepted")
        number += part
    analyze()


def told() -> None:
    """What the stock brings along was told long ago: the worker beside the pages has a usual day."""
    from yiwang.kernel.deadlines.models import MARK, Clock  # noqa: PLC0415
    from yiwang.kernel.deadlines.moments import now  # noqa: PLC0415

    moment = now()
    for happening, mark in MARK.items():
        Clock.objects.newly(happening, moment).update(**{mark: moment})


def ended(count: int, begins_at: Any) -> None:
    """Clocks that stopped in the month, one in eleven of them late, spread over its days."""
    from yiwang.kernel.deadlines.moments import shifted  # noqa: PLC0415
    from yiwang.kernel.organizations.models import Unit  # noqa: PLC0415
    from yiwang.subsystems.supervision.board.tests.makers import make_ended  # noqa: PLC0415

    units = Unit.objects.exclude(parent=None).order_by("pk")
    first, span = units[0], units.count()
    number, each = 100_000_000, count // BATCHES
    for day in range(BATCHES):
        moment = shifted(begins_at, days=day, hours=10)
        outcome = "after_promise" if day % (BATCHES // 2) == 0 else "on_time"
        clock = make_ended(first, moment, outcome=outcome, clock={"item": "批量"}).clock
        own = {"id": f"{number} + n", "unit_id": unit_of(first.pk, span), "item": item_of()}
        inserted(clock, each, own | {"subject_key": written(f"{number} + n", 32)})
        number += each + GAP
    analyze()


def unit_of(first: int, span: int) -> str:
    return f"{first} + (n % {span})"


def item_of() -> str:
    return f"'事项' || CAST(n % {ITEMS} AS text)"


def analyze() -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def seconds(deed: Callable[[], object]) -> float:
    started = time.perf_counter()
    deed()
    return round(time.perf_counter() - started, 2)


if __name__ == "__main__":
    main()
