"""How do programs ask for a due date?

A filter: one JSON object a line in, one JSON object a line out, in the same order.

``{"start": "2026-02-13", "days": 2}`` gives the due date; ``"unit": "calendar_days"`` counts plain days, and
``"moves": true`` with it moves an end on a rest day to the next working day (民法典 art. 203).
``{"from": "2026-09-30", "to": "2026-10-12"}`` counts the working days after the first day up to the last.
``"provisional": true`` in an answer: it was counted into a year whose notice has not been entered yet.
A line that cannot be answered gives ``{"error": "…"}``; the others are answered all the same.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from yiwang.kernel.deadlines import in_force, moments, shipped, working
from yiwang.kernel.deadlines.calendar import Calendar
from yiwang.kernel.deadlines.rules import Counting, Limit, Unit, due_day, is_provisional
from yiwang.kernel.deadlines.working import Line
from yiwang.kernel.errors import Refused

DAY_UNITS = [unit.value for unit in Unit if unit.is_days]


class Command(BaseCommand):
    help = "Answers due dates and working-day counts: JSON lines on standard input, JSON lines out."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-working", action="store_true", help="leave out the day-by-day working")

    def handle(self, *args: Any, **options: Any) -> None:
        calendar = _calendar()
        try:
            for line in sys.stdin.buffer:
                if line.strip():
                    answer = _answer(line, calendar)
                    if options["no_working"]:
                        answer.pop("working", None)
                    self.stdout.write(json.dumps(answer, ensure_ascii=False))
        except BrokenPipeError:
            # Whoever reads has enough; closing here keeps the interpreter from complaining at exit.
            sys.stderr.close()


def _calendar() -> Calendar:
    """The calendar of this installation; where it has no tables yet, the one the project brings along."""
    try:
        return in_force.calendar()
    except DatabaseError:
        return shipped.calendar()


def _answer(line: bytes, calendar: Calendar) -> dict[str, Any]:
    try:
        question = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": "这一行不是JSON。"}
    try:
        if not isinstance(question, dict):
            raise Refused('每行应是一个JSON对象，例如 {"start": "2026-02-13", "days": 2}。')
        return (
            _count(question, calendar) if "from" in question or "to" in question else _due(question, calendar)
        )
    except Refused as refused:
        return {"error": refused.sentence}


def _due(question: dict[str, Any], calendar: Calendar) -> dict[str, Any]:
    start = _date(question, "start")
    days = question.get("days")
    if not isinstance(days, int) or isinstance(days, bool):
        raise Refused("days 应是整数。", field="days")
    unit = question.get("unit", Unit.WORKING_DAYS.value)
    if unit not in DAY_UNITS:
        raise Refused(f"unit 应是 {' 或 '.join(DAY_UNITS)}。", field="unit")
    limit = Limit(days, Unit(unit))
    counting = replace(Counting(calendar), moves=question.get("moves") is True)
    started_at = moments.start_of(start)
    try:
        due = due_day(started_at, limit, (), counting)
        lines = working.of_limit(started_at, limit, (), counting)
    except OverflowError as error:
        raise Refused("日期超出可以推算的范围。", field="start") from error
    said = {"start": f"{start}", "days": days, "unit": unit, "due": f"{due}"}
    if is_provisional(moments.end_of(due), limit, counting):
        said["provisional"] = True
    return {**said, "working": _shown(lines)}


def _count(question: dict[str, Any], calendar: Calendar) -> dict[str, Any]:
    start, end = _date(question, "from"), _date(question, "to")
    days = calendar.count_workdays(start, end)
    lines = working.of_workdays(start, end, calendar)
    said = {"from": f"{start}", "to": f"{end}", "days": days}
    if calendar.is_provisional(end):
        said["provisional"] = True
    return {**said, "working": _shown(lines)}


def _date(question: dict[str, Any], name: str) -> date:
    value = str(question.get(name))
    try:
        day = date.fromisoformat(value)
        if f"{day}" != value:
            raise ValueError(value)
    except ValueError as error:
        raise Refused(f"{name} 应是日期，例如 2026-02-13。", field=name) from error
    return day


def _shown(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [vars(line) | {"date": f"{line.date}"} for line in lines]
