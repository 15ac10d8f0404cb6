"""How fast do lists and pages answer in a city of a million cases, how many whole cases go through a second?

``python -m bench.cases [--cases 1000000] [--officials 20000] [--units 1300] [--json]``: the stock is loaded
in bulk (copies of one case at its review with party, run, step and clock, five in a hundred of them; those
that ended carry case and party only), so that the lists have something to search; what is measured runs
through the pages and actions as they are. ``yiwang serve`` answers over HTTP; 1 and then 16 users ask at
once. ``whole_cases_per_s``: open, accept, review, check, decide, deliver by the shipped process ``promised``,
each deed a durable transaction of its own with its entry in the record, one process; ``inserts_per_s``: a
bare row of a case with its party, one durable transaction each. On SQLite, or where DATABASE_URL names one
on PostgreSQL.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx

from bench.portal import serving
from bench.rig import database, show

OPEN_IN_A_HUNDRED = 5
BATCHES = 24  # months back over which the stock is spread
SHARED = 3  # cases of one party
ROUNDS = 200
WHOLE = 200
REQUESTS = 10_000
FOLDER = Path("/proc")
KIND = "approvals.application"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--officials", type=int, default=20_000)
    parser.add_argument("--units", type=int, default=1_300)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with database("cases"):
        show(measured(asked), as_json=asked.json)


def measured(asked: argparse.Namespace) -> dict[str, Any]:
    office = peopled(asked)
    template = stocked(office, asked.cases)
    figures: dict[str, Any] = {"cases": asked.cases}
    with serving() as address:
        pages = {
            "todo": "/office/cases/",
            "unit_list": "/office/cases/unit/?state=open",
            "case_page": f"/office/cases/{template.pk}/",
        }
        cookie = {"sessionid": session_of(office.clerk)}
        for name, path in pages.items():
            figures |= timed(name, lambda path=path: asking(address, path, cookie))
        progress, owner = submission(address)
        figures |= timed("progress", lambda: asking(address, progress, owner))
        figures["queries_todo"] = queries_of(office.clerk, pages["todo"])
        figures["serve_mb_before"] = megabytes()
        with asking(address, pages["todo"], cookie) as ask:
            for _ in range(REQUESTS):
                ask()
        figures["serve_mb_after"] = megabytes()
    figures["whole_cases_per_s"] = round(per_second(WHOLE, lambda number: whole(office, number)), 1)
    figures["inserts_per_s"] = round(per_second(WHOLE, inserting(template)), 1)
    return figures


def peopled(asked: argparse.Namespace) -> Any:
    """Units with officials in equal shares; the office of which the pages are asked."""
    from yiwang.kernel.cases import kinds  # noqa: PLC0415 - Django is set up by now
    from yiwang.kernel.cases.tests.makers import KIND as PLAIN  # noqa: PLC0415
    from yiwang.kernel.cases.tests.makers import make_office  # noqa: PLC0415
    from yiwang.kernel.deadlines.moments import today  # noqa: PLC0415
    from yiwang.kernel.organizations.models import Person, Post  # noqa: PLC0415
    from yiwang.kernel.organizations.tests.makers import make_root, make_unit  # noqa: PLC0415
    from yiwang.kernel.processes import shipped  # noqa: PLC0415

    kinds.register(PLAIN)
    shipped.install()
    make_root()
    office = make_office()
    units = [make_unit() for _ in range(asked.units - 1)]
    people = Person.objects.bulk_create(
        (
            Person(username=f"official{number}", name=f"办件员{number}", password="!")
            for number in range(asked.officials)
        ),
        batch_size=1_000,
    )
    Post.objects.bulk_create(
        (
            Post(
                unit=units[number % len(units)],
                person=person,
                title="科员",
                roles=["case_clerk"],
                starts_on=today(),
            )
            for number, person in enumerate(people)
        ),
        batch_size=1_000,
    )
    return office


def stocked(office: Any, count: int) -> Any:
    """The stock, spread over all units and two years; gives the case that it was copied from."""
    from django.db import connection, transaction  # noqa: PLC0415

    from yiwang.kernel.cases.actions import accept  # noqa: PLC0415
    from yiwang.kernel.cases.models import Case  # noqa: PLC0415
    from yiwang.kernel.cases.tests.makers import by, make_case  # noqa: PLC0415
    from yiwang.kernel.deadlines.moments import now, shifted  # noqa: PLC0415
    from yiwang.kernel.organizations.models import Unit  # noqa: PLC0415

    case = make_case(office, key="promised")
    accept(by(office.clerk), case.pk)
    Case.objects.update(kind=KIND)
    case.refresh_from_db()
    units = Unit.objects.exclude(parent=None)
    each, first = count // BATCHES, 1
    for batch in range(BATCHES):
        moment = shifted(now(), days=-30 * batch)
        is_open = each * OPEN_IN_A_HUNDRED // 100
        with transaction.atomic():
            copies(case, units, first, is_open, moment, ended=False)
            copies(case, units, first + is_open, each - is_open, moment, ended=True)
        first += each
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return case


def copies(case: Any, units: Any, first: int, count: int, moment: Any, *, ended: bool) -> None:
    """``count`` copies of the case, numbered from ``first``, by one statement for each table."""
    from yiwang.kernel.cases.models import Party  # noqa: PLC0415
    from yiwang.kernel.organizations.models import Person  # noqa: PLC0415

    base = 1_000_000 + first
    low, span = units.order_by("pk").values_list("pk", flat=True)[0], units.count()
    people = Person.objects.filter(username__startswith="official").order_by("pk")
    first_person, officials = people.values_list("pk", flat=True)[0], people.count()
    inserted(
        case.party, count, {"id": f"{base} + n", "identifier_digest": written(f"({base} + n) / {SHARED}", 64)}
    )
    own = {
        "id": f"{base} + n",
        "party_id": f"{base} + n",
        "serial": f"{base} + n",
        "reference": written(f"{base} + n", 32),
        "number": written(f"{base} + n", 12),
        "unit_id": f"{low} + (n % {span})",
        "handler_id": f"{first_person} + (n % {officials})",
    }
    if ended:
        rows = {"run_id": None, "clock_id": None, "state": "closed", "outcome": "granted"}
        moments = dict.fromkeys(("decided_at", "delivered_at", "closed_at"), moment)
    else:
        for model in (case.run, case.clock):
            key = {"subject_key": written(f"{base} + n", 32)}
            inserted(model, count, {"id": f"{base} + n", **key})
        step = case.run.steps.get(state="open")
        inserted(
            step, count, {"id": f"{base} + n", "run_id": f"{base} + n", "unit_id": own["unit_id"]}, clock=None
        )
        own |= {"run_id": f"{base} + n", "clock_id": f"{base} + n"}
        rows, moments = {}, {}
    when = dict.fromkeys(("received_at", "opened_at", "accepted_at"), moment)
    inserted(case, count, own, **rows, **moments, **when)
    assert Party.objects.filter(pk=base).exists()


def written(expression: str, length: int) -> str:
    """The number as text of that length; both databases know it."""
    return (
        f"substr('{'0' * length}' || CAST({expression} AS text), -{length})"
        if _is_sqlite()
        else (f"lpad(({expression})::text, {length}, '0')")
    )


def _is_sqlite() -> bool:
    from django.db import connection  # noqa: PLC0415

    return connection.vendor == "sqlite"


def inserted(row: Any, count: int, expressions: dict[str, str], **values: Any) -> None:
    """Copies of a row of any table: columns of ``expressions`` are SQL over n, others as in the row."""
    from django.db import connection  # noqa: PLC0415

    fields = row._meta.concrete_fields
    places, given = [], []
    for field in fields:
        if field.column in expressions:
            places.append(expressions[field.column])
            continue
        value = values.get(field.attname, values.get(field.name, getattr(row, field.attname)))
        places.append("%s")
        given.append(field.get_db_prep_save(value, connection))
    names = ", ".join(f'"{field.column}"' for field in fields)
    series = (
        "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < %s)"
        f' INSERT INTO "{row._meta.db_table}" ({names}) SELECT {", ".join(places)} FROM numbers'
    )
    with connection.cursor() as cursor:
        cursor.execute(series, [count, *given])


@contextmanager
def asking(address: str, path: str, cookies: dict[str, str]) -> Iterator[Callable[[], float]]:
    """A browser that keeps its connection; each call gives the seconds of one answer."""
    with httpx.Client(base_url=address, cookies=cookies, timeout=60) as client:

        def ask() -> float:
            started = time.perf_counter()
            answer = client.get(path)
            if answer.status_code != 200:
                raise SystemExit(f"{path} answered {answer.status_code}:\n{answer.text[:2000]}")
            return time.perf_counter() - started

        ask()
        yield ask


def timed(name: str, browser: Callable[[], Any]) -> dict[str, float]:
    """Middle and 95th percentile in milliseconds, of 1 and of 16 users who ask without a pause."""
    found = {}
    for users in (1, 16):

        def user(_: int, share: int = max(ROUNDS // users, 20)) -> list[float]:
            with browser() as ask:
                return [ask() for _ in range(share)]

        with ThreadPoolExecutor(users) as pool:
            spent = [each * 1000 for share in pool.map(user, range(users)) for each in share]
        parts = quantiles(spent, n=20)
        found |= {f"{name}_p50_ms_{users}": round(parts[9], 1), f"{name}_p95_ms_{users}": round(parts[18], 1)}
    return found


def session_of(post: Any) -> str:
    from django.test import Client  # noqa: PLC0415

    from yiwang.kernel.organizations.tests.makers import sign_in  # noqa: PLC0415

    client = Client()
    sign_in(client, post)
    return str(client.cookies["sessionid"].value)


def queries_of(post: Any, path: str) -> int:
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    client = Client()
    client.cookies["sessionid"] = session_of(post)
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def submission(address: str) -> tuple[str, dict[str, str]]:
    """Something handed in by the public, and the cookies of whoever holds its number and code."""
    from yiwang.kernel.audit.rules import PUBLIC  # noqa: PLC0415
    from yiwang.kernel.intake import rules  # noqa: PLC0415
    from yiwang.kernel.intake.actions.submissions import HandedIn, submit  # noqa: PLC0415
    from yiwang.kernel.intake.codes import new_token  # noqa: PLC0415

    data = {"page": "/", "fault": "错别字", "text": "“云泽”写成了“云择”。"}
    receipt = submit(PUBLIC, HandedIn("portal.correction", new_token(), data))
    with httpx.Client(base_url=address, follow_redirects=True, headers={"referer": address}) as client:
        client.get("/track/")
        typed = {"number": receipt.submission.number, "code": rules.grouped(receipt.code)}
        token = client.get("/track/").text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        client.post("/track/", data={**typed, "csrfmiddlewaretoken": token})
        return "/track/progress/", dict(client.cookies)


def megabytes() -> int:
    """Resident memory of all processes of ``yiwang serve`` on this machine together."""
    total = 0
    for folder in FOLDER.iterdir():
        if folder.name.isdigit():
            try:
                command = (folder / "cmdline").read_bytes()
                if b"yiwang" in command and b"serve" in command and f"{os.getpid()}" != folder.name:
                    pages = int((folder / "statm").read_text().split()[1])
                    total += pages * os.sysconf("SC_PAGE_SIZE")
            except (FileNotFoundError, ProcessLookupError):
                continue
    return round(total / (1 << 20))


def whole(office: Any, number: int) -> None:
    """One case from its opening to its delivery."""
    from yiwang.kernel.cases import actions  # noqa: PLC0415
    from yiwang.kernel.cases.actions.holding import outcomes_of  # noqa: PLC0415
    from yiwang.kernel.cases.tests.makers import by, make_case, step_of  # noqa: PLC0415

    clerk, reviewer, decider = by(office.clerk), by(office.reviewer), by(office.decider)
    case = make_case(office, key="promised", title=f"食品经营许可{number}")
    actions.accept(clerk, case.pk)
    for stage, hand in (("review", clerk), ("check", reviewer)):
        step = step_of(case, stage)
        outcome = next(iter(outcomes_of(step)))
        actions.finish_step(hand, step.pk, outcome, "符合规定。")
    actions.decide(decider, step_of(case, "decide").pk, "granted")
    actions.deliver(clerk, step_of(case, "deliver").pk, actions.Handover("online", "赵小明"))


def inserting(case: Any) -> Callable[[int], None]:
    from django.db import transaction  # noqa: PLC0415

    def insert(number: int) -> None:
        with transaction.atomic():
            base = 900_000_000 + number
            inserted(case.party, 1, {"id": f"{base}"})
            key = written(f"{base}", 32)
            own = {"id": f"{base}", "party_id": f"{base}", "serial": f"{base}", "reference": key}
            inserted(case, 1, {**own, "number": written(f"{base}", 12)}, run=None, clock=None)

    return insert


def per_second(times: int, deed: Callable[[int], None]) -> float:
    deed(-1)
    started = time.perf_counter()
    for number in range(times):
        deed(number)
    return times / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
