"""Which fields and which body does each line's document have?"""

import sys
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand

from yiwang.kernel.publications.recognition import filtering, records


class Command(BaseCommand):
    help = (
        "从标准输入逐行读取 {html} 或 {text}（可带 url、title 等），逐行输出识别出的字段和正文，或 {error}。"
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        filtering.run(sys.stdin.buffer, sys.stdout, answer)


def answer(value: object) -> dict[str, Any]:
    """The fields of one document; raises records.NoDocument, filtering.Unanswerable."""
    if isinstance(value, str):
        value = {"html" if records.looks_like_html(value) else "text": value}
    if not isinstance(value, Mapping):
        raise filtering.Unanswerable("请给出含 html 或 text 的对象。")
    source = records.source_of(value)
    if not source.markup and not source.text:
        raise filtering.Unanswerable("请给出 html 或 text。")
    return records.fields_of(source.recognised())
