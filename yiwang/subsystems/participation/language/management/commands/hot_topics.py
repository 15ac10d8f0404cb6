"""What do the letters of the input speak of?

A filter: one JSON object a line in: ``title`` and ``text`` (or ``body``), ``time`` (``2026-05-06 12:30`` or
ISO 8601), if known ``votes`` (or ``up``), ``place`` and ``id``. Out: one JSON object for each group of
``--smallest`` letters and more, the hottest first: ``name``, ``phrases``, ``heat``, ``count``, ``votes``,
``places``, ``first``, ``last``, ``ids``. Age is counted from ``--until`` (the newest letter). A line that is
no letter gives ``{"line": …, "error": …}`` before the groups.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.texts import Item
from yiwang.subsystems.participation.language import clusters, reading
from yiwang.subsystems.participation.language.rules import weighing

TIMES = ("time", "at", "时间")
MOST_LINES = 50_000


class Command(BaseCommand):
    help = "从标准输入逐行读取来信（JSON），输出热点：名称、热度、来信数、地点和来信编号。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--most", type=int, default=50, help="how many groups")
        parser.add_argument("--smallest", type=int, default=3, help="letters of a group, at least 2")
        parser.add_argument("--until", help="the moment from which age is counted, such as 2026-05-11")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            items = self._items()
            until = _moment(options["until"]) if options["until"] else None
            if until is None:
                until = max((each.at for each in items), default=timezone.now())
            found = clusters.clusters(
                items,
                weighing.background(),
                until=until,
                smallest=max(options["smallest"], 2),
                most=max(options["most"], 1),
            )
            for each in found:
                self.stdout.write(json.dumps(_shown(each), ensure_ascii=False))
            self.stdout.flush()
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        except BrokenPipeError:
            # Whoever reads has enough; closing here keeps the interpreter from complaining at exit.
            sys.stderr.close()

    def _items(self) -> list[Item]:
        items: dict[str, Item] = {}
        for number, value in enumerate(reading.standard_input(), start=1):
            try:
                item = _item(value, number)
                if item.key in items or len(items) >= MOST_LINES:
                    raise Refused(f"编号重复，或超过{MOST_LINES}行，这一行没有计入。")
                items[item.key] = item
            except Refused as refused:
                self.stdout.write(json.dumps({"line": number, "error": refused.sentence}, ensure_ascii=False))
        return list(items.values())


def _item(value: object, number: int) -> Item:
    text = reading.text_of(value)
    if not isinstance(value, Mapping):
        raise Refused("请给出对象：title、text 和 time。")
    time = next((value[name] for name in TIMES if isinstance(value.get(name), str)), None)
    if time is None:
        raise Refused("这一行没有时间（time）。")
    place = value.get("place")
    return Item(
        key=str(value.get("id", number)),
        text=text,
        at=_moment(time),
        votes=_count(value.get("votes", value.get("up", 0))),
        place=place.strip()[:60] if isinstance(place, str) else "",
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        raise Refused(f"读不懂时间“{text[:30]}”，请写成“2026-05-06 12:30”。") from None
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _count(value: object) -> int:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9
    return int(str(value)) if is_count else 0


def _shown(each: clusters.Cluster) -> dict[str, Any]:
    return {
        "name": each.name,
        "phrases": list(each.phrases),
        "heat": each.heat,
        "count": len(each.keys),
        "votes": each.votes,
        "places": [{"place": place, "count": number} for place, number in each.places],
        "first": each.first_at.isoformat(),
        "last": each.last_at.isoformat(),
        "ids": list(each.keys),
    }
