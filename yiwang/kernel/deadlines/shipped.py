"""Which calendar does the project bring along?

Facts only: dates from the State Council's notices of 2007 to 2026 in ``data/notices.csv`` and
``data/days.csv``, with the rows that later notices superseded (2019, 2020). The numbers of the notices for
2008 and 2009 were not found; their published_on is the first day on which their text is known to have been
public. ``data/statutory.csv`` has the days off that 全国年节及纪念日放假办法 (国务院令第795号) gives the
years ahead, those falling on a weekend made up for on the next working days: what a year is counted by until
its notice comes.
"""

import csv
import secrets
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from yiwang.kernel.deadlines.calendar import OFF, Calendar, Day

DATA = Path(__file__).resolve().parent / "data"


@lru_cache(maxsize=1)
def calendar() -> Calendar:
    """The shipped calendar as it stands today; needs no database."""
    years = [int(notice["year"]) for notice in rows("notices") if notice["covers_year"] == "yes"]
    days = [
        Day(date.fromisoformat(day["date"]), day["kind"], day["holiday"], day["notice"])
        for day in rows("days")
        if not day["superseded_by"]
    ]
    return Calendar(years, days, expected_after(years))


def expected_after(years: Iterable[int]) -> list[Day]:
    """The days off by law of the year after the last of ``years``; none where the table does not reach it."""
    following = max(years, default=0) + 1
    return _expected().get(following, [])


@lru_cache(maxsize=1)
def _expected() -> dict[int, list[Day]]:
    found: dict[int, list[Day]] = defaultdict(list)
    for row in rows("statutory"):
        day = date.fromisoformat(row["date"])
        found[day.year].append(Day(day, OFF, row["holiday"]))
    return dict(found)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one shipped table, header first, as text."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(apps: Any) -> int:
    """Store the notices of every year that the database has none for; returns how many notices.

    Run again it stores nothing, and a year that somebody entered by hand is left as it is. ``apps`` is the
    registry of a migration, so that the loader fits the tables of its time.
    """
    notice_model = apps.get_model("deadlines", "Notice")
    covered = set(notice_model.objects.filter(covers_year=True).values_list("year", flat=True))
    missing = [row for row in rows("notices") if int(row["year"]) not in covered]
    if not missing:
        return 0
    notice_model.objects.bulk_create(_notice(notice_model, row) for row in missing)
    stored = notice_model.objects.filter(number__in=[row["number"] for row in missing])
    _load_days(apps.get_model("deadlines", "CalendarDay"), {notice.number: notice for notice in stored})
    change_model = apps.get_model("deadlines", "CalendarChange")
    # Tables of a time before clocks could wait for a year have nothing to apply.
    waits = any(field.name == "is_applied" for field in change_model._meta.get_fields())
    change_model.objects.create(
        token=secrets.token_hex(16),
        made_at=timezone.now(),
        made_by="系统",
        days=[{"date": f"{row['year']}年", "before": "未录入", "after": row["number"]} for row in missing],
        **({"is_applied": False} if waits else {}),
    )
    return len(missing)


def _notice(notice_model: Any, row: dict[str, str]) -> Any:
    return notice_model(
        number=row["number"],
        title=row["title"],
        year=int(row["year"]),
        covers_year=row["covers_year"] == "yes",
        published_on=date.fromisoformat(row["published_on"]),
        address=row["address"],
        entered_by="系统",
    )


def _load_days(day_model: Any, notices: dict[str, Any]) -> None:
    day_model.objects.bulk_create(
        day_model(
            date=date.fromisoformat(row["date"]),
            kind=row["kind"],
            holiday=row["holiday"],
            notice=notices[row["notice"]],
            known_on=date.fromisoformat(row["known_on"]),
            superseded_by=notices.get(row["superseded_by"]),
            superseded_on=notices[row["superseded_by"]].published_on if row["superseded_by"] else None,
        )
        for row in rows("days")
        if row["notice"] in notices
    )
