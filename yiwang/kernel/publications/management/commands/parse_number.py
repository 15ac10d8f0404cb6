"""Which mark, year and serial does each line's document number have?"""

import sys
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand

from yiwang.kernel.publications.recognition import filtering, numbers

_KEYS = ("number", "doc_number", "doc_number_raw", "文号", "text", "raw")


class Command(BaseCommand):
    help = "从标准输入逐行读取文号（JSON 字符串或含 number 的对象），逐行输出其组成部分或 error。"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        filtering.run(sys.stdin.buffer, sys.stdout, answer)


def answer(value: object) -> dict[str, Any]:
    """The parts of one number; raises numbers.NotANumber, filtering.Unanswerable."""
    if isinstance(value, Mapping):
        value = next((value[key] for key in _KEYS if isinstance(value.get(key), str)), None)
    if not isinstance(value, str):
        raise filtering.Unanswerable("请给出文号：一个字符串，或含 number 的对象。")
    number = numbers.parse(value)
    return {"mark": number.mark, "year": number.year, "serial": number.serial}
