"""What is wrong with the words of each line's text?

A filter: one JSON value a line in, one JSON object a line out, in the same order. A line is a text, or an
object with ``text`` (or ``source``, ``body``); an ``id`` is given back. The answer: ``mistakes``, each with
``start``, ``end`` (characters from 0), ``wrong``, ``suggestion``, ``kind``, ``grade`` and ``reason``, and
``corrected``: the text with every suggestion taken. A line that is no text gives ``{"error": …}``.
"""

import sys
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from yiwang.kernel.publications.recognition import filtering
from yiwang.subsystems.portal.proofreading import house
from yiwang.subsystems.portal.wording.check import MOST_TEXT, House, applied, check_text

KEYS = ("text", "source", "body", "正文")


class Command(BaseCommand):
    help = "从标准输入逐行读取文字（JSON 字符串或含 text 的对象），逐行输出错别字的位置和建议，或 error。"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        known = _house()
        filtering.run(sys.stdin.buffer, sys.stdout, lambda value: answer(value, known))


def _house() -> House:
    try:
        return house.in_force()
    except DatabaseError:
        # An installation without tables yet still knows the words that ship.
        return House()


def answer(value: object, known: House | None = None) -> dict[str, Any]:
    """The mistakes of one text; raises filtering.Unanswerable for what is none."""
    own = {"id": value["id"]} if isinstance(value, Mapping) and "id" in value else {}
    if isinstance(value, Mapping):
        value = next((value[key] for key in KEYS if isinstance(value.get(key), str)), None)
    if not isinstance(value, str):
        raise filtering.Unanswerable("请给出文字：一个字符串，或含 text 的对象。")
    if len(value) > MOST_TEXT:
        raise filtering.Unanswerable(f"文字超过{MOST_TEXT}字，请分段检查。")
    found = check_text(value, known)
    names = ("start", "end", "wrong", "suggestion", "kind", "grade", "reason")
    return own | {
        "mistakes": [{name: getattr(one, name) for name in names} for one in found],
        "corrected": applied(value, found),
    }
