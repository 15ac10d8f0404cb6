"""What is each letter probably about?

A filter: one JSON value a line in, one JSON object a line out, in the same order. A line is a text (its first
line the title), or an object with ``title`` and ``text`` (or ``body``); an ``id`` is given back. The answer:
``subject``, ``probability``, up to three ``suggestions``, and ``model``: the version of the trained model, or
``keywords`` where none was trained. A line that is no letter gives ``{"error": …}``.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.language import classify, reading
from yiwang.subsystems.participation.language.models import Training

KEYWORDS = "keywords"


class Command(BaseCommand):
    help = "从标准输入逐行读取来信（JSON），逐行输出建议的主题和概率。"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        model = _model()
        try:
            for value in reading.standard_input():
                self.stdout.write(json.dumps(_answer(value, model), ensure_ascii=False))
                self.stdout.flush()
        except BrokenPipeError:
            # Whoever reads has enough; closing here keeps the interpreter from complaining at exit.
            sys.stderr.close()


def _model() -> int | str:
    try:
        return Training.objects.filter(is_in_use=True).values_list("version", flat=True).first() or KEYWORDS
    except DatabaseError:
        # An installation without tables yet still knows the words.
        return KEYWORDS


def _answer(value: object, model: int | str) -> dict[str, Any]:
    own = {"id": value["id"]} if isinstance(value, Mapping) and "id" in value else {}
    try:
        text = reading.text_of(value)
    except Refused as refused:
        return own | {"error": refused.sentence}
    found = classify.by_words(text) if model == KEYWORDS else classify.suggest(text)
    best = found[0] if found else None
    return own | {
        "subject": best.subject if best else None,
        "probability": best.probability if best else 0.0,
        "suggestions": [vars(each) for each in found],
        "model": model,
    }
