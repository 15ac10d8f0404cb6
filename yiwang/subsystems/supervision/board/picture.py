"""What does the board show a post now? One document, drawn as a page, on the wall and as JSON."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum
from django.urls import reverse

from yiwang.kernel.deadlines.moments import day_of, local, now, shifted, today
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import COLOURS
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.supervision.board import headlines, rules
from yiwang.subsystems.supervision.board.models import Count, Day, Tally
from yiwang.subsystems.supervision.watching.models import RuleFault
from yiwang.subsystems.supervision.watching.registry import registered
from yiwang.subsystems.supervision.watching.rules import READ
from yiwang.subsystems.supervision.watching.sight import Sight

LIGHTS_LIST = "/office/supervision/lights/"
FINDINGS_LIST = "/office/supervision/findings/"
NEWEST = 8
WARNED = (rules.BLUE, rules.YELLOW)
SUMS = {light: Sum(light) for light in rules.LIGHTS}
STALE_AFTER_SECONDS = 300


def of(post: Post, sight: Sight) -> dict[str, Any]:
    """A fixed number of queries, however many cases there are. Plain values, ready for JSON."""
    counted = Count.objects.filter(pk=Count.ONLY).first()
    moment = counted.counted_at if counted else None
    tallies = sight.cut(Tally.objects.all())
    trend = _trend(sight)
    return {
        "moment": _clock_time(moment),
        "counted_at": moment.isoformat() if moment else "",
        "is_stale": moment is None or moment < shifted(now(), seconds=-STALE_AFTER_SECONDS),
        "unit": sight.unit.name if sight.unit else "",
        "numbers": _numbers(tallies, trend, sight),
        "units": unit_rows(by_unit(tallies)[: rules.WORST]),
        "items": [item_row(row, sight) for row in by_item(tallies)[: rules.WORST]],
        "trend": trend,
        "findings": _findings(sight),
        "headlines": [
            {"label": each.label, "number": number, "address": each.address, "tone": each.tone}
            for each, number in headlines.of(post)
        ],
        "faults": _faults() if may(post, READ) else [],
    }


def by_unit(tallies: "QuerySet[Tally]") -> "QuerySet[Tally, dict[str, Any]]":
    """The worst first: most that are late, then most that come near."""
    return _worst_first(tallies.values("unit_id"), "unit_id")


def by_item(tallies: "QuerySet[Tally]") -> "QuerySet[Tally, dict[str, Any]]":
    return _worst_first(tallies.values("item"), "item")


def _worst_first(rows: Any, last: str) -> Any:
    listed = rows.annotate(**{f"n_{light}": each for light, each in SUMS.items()})
    return listed.order_by("-n_red", "-n_yellow", "-n_blue", "-n_green", last)


def unit_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Names are asked of those that are shown: one query."""
    shown = list(rows)
    units = Unit.objects.in_bulk([row["unit_id"] for row in shown])
    return [
        _row(units[key].called, row, {"unit": key}, f"?{urlencode({'unit': key})}")
        for key, row in ((row["unit_id"], row) for row in shown)
    ]


def item_row(row: Mapping[str, Any], sight: Sight) -> dict[str, Any]:
    own = {"unit": sight.unit.pk} if sight.unit else {}
    return _row(row["item"] or "（未注明事项）", row, own | {"item": row["item"]}, "")


def _row(label: str, row: Mapping[str, Any], query: Mapping[str, Any], address: str) -> dict[str, Any]:
    lights = {light: row[f"n_{light}"] or 0 for light in rules.LIGHTS}
    whole = sum(lights.values())
    cells = {"whole": whole, **_three(lights)}
    return {
        "label": label,
        "address": address,
        "cells": [_cell(name, number, query) for name, number in cells.items()],
        "rate": rules.percent(lights[rules.RED], whole),
    }


def _cell(name: str, number: int, query: Mapping[str, Any]) -> dict[str, Any]:
    address = lights_list({**query, **_light(name)}) if number else ""
    return {"name": name, "number": number, "address": address}


def _three(lights: Mapping[str, int]) -> dict[str, int]:
    """In time (paused ones too), warned, late."""
    return {
        rules.GREEN: lights[rules.GREEN] + lights[rules.STILL],
        rules.YELLOW: sum(lights[light] for light in WARNED),
        rules.RED: lights[rules.RED],
    }


def _light(name: str) -> dict[str, Any]:
    shown = {rules.GREEN: [rules.GREEN, rules.STILL], rules.YELLOW: list(WARNED), rules.RED: [rules.RED]}
    return {"light": shown[name]} if name in shown else {}


def lights_list(query: Mapping[str, Any]) -> str:
    return f"{LIGHTS_LIST}?{urlencode({'kind': 'cases.case', **query}, doseq=True)}"


def _numbers(tallies: "QuerySet[Tally]", trend: list[dict[str, Any]], sight: Sight) -> dict[str, Any]:
    sums = tallies.aggregate(**{f"n_{light}": each for light, each in SUMS.items()})
    lights = {light: sums[f"n_{light}"] or 0 for light in rules.LIGHTS}
    three, whole = _three(lights), sum(lights.values())
    own = {"unit": sight.unit.pk} if sight.unit else {}
    day, ended = trend[-1], sum(each["ended"] for each in trend)
    in_time = ended - sum(each["late"] for each in trend)
    return {
        "whole": {"number": whole, "address": lights_list(own)},
        **{
            name: {"number": number, "address": lights_list(own | _light(name))}
            for name, number in three.items()
        },
        "intake": {"number": day["intake"], "address": cases_list("intake", day["day"], sight)},
        "ended": {"number": day["ended"], "address": cases_list("ended", day["day"], sight)},
        "found": {
            "number": day["found"],
            "address": _findings_list(day["day"], sight),
        },
        "in_time_rate": {"number": rules.percent(in_time, ended), "address": ""},
        "late_rate": {"number": rules.percent(lights[rules.RED], whole), "address": ""},
    }


def _trend(sight: Sight) -> list[dict[str, Any]]:
    """The last thirty days, today last; days on which nothing happened too."""
    last = today()
    first = shifted(last, days=1 - rules.DAYS)
    names = ("intake", "ended", "late", "yellow", "red")
    rows = sight.cut(Day.objects.filter(day__gte=first, day__lte=last)).order_by().values("day")
    summed = rows.annotate(**{f"n_{name}": Sum(name) for name in names})
    listed: list[Any] = list(summed)
    known = {row["day"]: row for row in listed}
    days = [shifted(first, days=number) for number in range(rules.DAYS)]
    return [
        {
            "day": day.isoformat(),
            "label": f"{day.month}-{day.day}",
            **{name: known.get(day, {}).get(f"n_{name}") or 0 for name in names},
            "found": sum(known.get(day, {}).get(f"n_{colour}") or 0 for colour in COLOURS),
            "intake_address": cases_list("intake", day.isoformat(), sight),
            "ended_address": cases_list("ended", day.isoformat(), sight),
            "late_address": cases_list("late", day.isoformat(), sight),
            "found_address": _findings_list(day.isoformat(), sight),
        }
        for day in days
    ]


def cases_list(what: str, day: str, sight: Sight) -> str:
    own = {"unit": sight.unit.pk} if sight.unit else {}
    return f"{reverse('supervision_board:cases')}?{urlencode({'what': what, 'day': day, **own})}"


def _findings_list(day: str, sight: Sight) -> str:
    own = {"unit": sight.unit.pk} if sight.unit else {}
    return f"{FINDINGS_LIST}?{urlencode({'since': day, 'until': day, 'trial': 'no', **own})}"


def _findings(sight: Sight) -> list[dict[str, Any]]:
    """The newest problems, for whoever looks at the wall: without names of parties."""
    rows = sight.cut(Finding.objects.counted()).newest_first()[:NEWEST]
    return [
        {
            "unit": row.unit_name,
            "label": row.label,
            "item": row.item or row.title,
            "tone": row.tone,
            "colour": COLOURS[row.colour],
            "at": _clock_time(row.found_at),
            "address": f"{FINDINGS_LIST}{row.pk}/",
        }
        for row in rows
    ]


def _faults() -> list[dict[str, Any]]:
    rules_known = registered()
    return [
        {
            "label": rules_known[fault.rule].label if fault.rule in rules_known else fault.rule,
            "code": fault.rule,
            "since": _clock_time(fault.since),
            "times": fault.times,
        }
        for fault in RuleFault.objects.order_by("since")
    ]


def _clock_time(moment: datetime | None) -> str:
    """``10:42`` of today, ``5月3日 10:42`` of another day."""
    if moment is None:
        return ""
    at = local(moment)
    return f"{at:%H:%M}" if day_of(moment) == today() else f"{at.month}月{at.day}日 {at:%H:%M}"
