"""``yiwang search``: queries as JSON lines in, ranked ids as JSON lines out, one answer a line.

A line is a string, or an object with ``query`` and, where wanted, ``categories``, ``unit_id``, ``since``,
``until``, ``number``, ``page``, ``size``. Only what the public may find is found.
"""

import json
import sys
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from yiwang.kernel.search.queries import Query, Results, search

LARGEST_PAGE = 100


class Command(BaseCommand):
    help = "检索公开信息（标准输入每行一个 JSON 查询，标准输出每行一个结果）"

    def handle(self, *args: Any, **options: Any) -> None:
        for line in sys.stdin.buffer:
            if line.strip():
                self.stdout.write(json.dumps(answer(line), ensure_ascii=False))
                self.stdout.flush()


class MisspeltError(ValueError):
    """The line is no query; the message says why."""


@dataclass(frozen=True)
class Asked:
    query: Query
    page: int
    size: int


def answer(line: bytes) -> dict[str, Any]:
    """The answer to one line, or ``{"error": …}``."""
    try:
        asked = _read(line)
    except MisspeltError as reason:
        return {"error": str(reason)}
    return _written(asked, search(asked.query, asked.page, asked.size))


def _read(line: bytes) -> Asked:
    try:
        given = json.loads(line.decode("utf-8", "strict"))
    except (ValueError, RecursionError):
        raise MisspeltError("这一行不是 JSON。") from None
    given = {"query": given} if isinstance(given, str) else given
    if not isinstance(given, dict) or not isinstance(given.get("query", ""), str):
        raise MisspeltError("应当是字符串，或带有 query 的对象。")
    query = Query(
        text=given.get("query", ""),
        categories=_words(given.get("categories", [])),
        unit_id=_number(given, "unit_id", None, 2**62),
        since=_day(given, "since"),
        until=_day(given, "until"),
        number=str(given.get("number", "")),
    )
    page, size = _number(given, "page", 1, 1000), _number(given, "size", 20, LARGEST_PAGE)
    return Asked(query, page or 1, size or 20)


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise MisspeltError("categories 应当是字符串的列表。")
    return tuple(value)


def _number(given: dict[str, Any], name: str, default: int | None, most: int) -> int | None:
    value = given.get(name, default)
    if value is not None and (type(value) is not int or not 1 <= value <= most):
        raise MisspeltError(f"{name} 应当是 1 到 {most} 的整数。")
    return value


def _day(given: dict[str, Any], name: str) -> date | None:
    value = given.get(name)
    try:
        return date.fromisoformat(value) if value is not None else None
    except (TypeError, ValueError):
        raise MisspeltError(f"{name} 应当是 2026-03-01 这样的日期。") from None


def _written(asked: Asked, results: Results) -> dict[str, Any]:
    return {
        "query": asked.query.text,
        "ids": [int(hit.object_id) if hit.object_id.isdecimal() else hit.object_id for hit in results.hits],
        "hits": [
            {
                "kind": hit.kind,
                "id": hit.object_id,
                "title": hit.title,
                "on": hit.on.isoformat() if hit.on else None,
            }
            for hit in results.hits
        ],
        "found": results.found,
        "is_more": results.is_more,
        "is_loose": results.is_loose,
    }
