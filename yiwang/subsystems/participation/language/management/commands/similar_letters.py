"""Which letters are nearest to each letter of the input?

A filter: one JSON value a line in, one JSON object a line out, in the same order. A line is a text (its first
line the title), or an object with ``title`` and ``text`` (or ``body``) and an ``id``. Without an option every
line is compared with the others of the input; ``--indexed KIND`` compares with what the installation has
indexed under that kind. The answer: ``id`` (the number of the line where it has none) and ``near``, a list of
``{"id", "score"}``, the nearest first. A line that is no letter gives ``{"error": …}``.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.language import reading, similar
from yiwang.subsystems.participation.language.rules import comparing

MOST_LINES = 50_000


class Command(BaseCommand):
    help = "从标准输入逐行读取来信（JSON），逐行输出最相近的来信及相近程度。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--most", type=int, default=10, help="how many for each letter (1 to 200)")
        parser.add_argument("--indexed", metavar="KIND", help="compare with what is indexed, such as letters")

    def handle(self, *args: Any, **options: Any) -> None:
        most = min(max(options["most"], 1), similar.MOST)
        kind = options["indexed"]
        answers = _indexed(kind, most) if kind else _among_themselves(most)
        try:
            for answer in answers:
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever reads has enough; closing here keeps the interpreter from complaining at exit.
            sys.stderr.close()
        except DatabaseError:
            raise CommandError("数据库还没有建好，请先运行 migrate。") from None


def _read() -> Iterator[tuple[Any, str | Refused]]:
    for number, value in enumerate(reading.standard_input(), start=1):
        own = value.get("id", number) if isinstance(value, Mapping) else number
        try:
            yield own, reading.text_of(value)
        except Refused as refused:
            yield own, refused


def _indexed(kind: str, most: int) -> Iterator[dict[str, Any]]:
    for own, text in _read():
        if isinstance(text, Refused):
            yield {"id": own, "error": text.sentence}
            continue
        found = [each for each in similar.near(text, kind=kind, most=most + 1) if each.key != str(own)]
        yield {"id": own, "near": [{"id": each.key, "score": each.score} for each in found[:most]]}


def _among_themselves(most: int) -> Iterator[dict[str, Any]]:
    lines = list(_read())
    letters = [(own, text) for own, text in lines if isinstance(text, str)]
    if len(letters) > MOST_LINES:
        yield {"error": f"一次最多比较{MOST_LINES}封来信；更多的请先编入索引，再用 --indexed。"}
        return
    nearest = iter(comparing.nearest([text for _, text in letters], most))
    for own, text in lines:
        if isinstance(text, Refused):
            yield {"id": own, "error": text.sentence}
        else:
            yield {"id": own, "near": [{"id": letters[at][0], "score": score} for at, score in next(nearest)]}
