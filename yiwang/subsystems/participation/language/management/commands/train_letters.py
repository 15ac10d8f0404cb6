"""How does the classifier learn from letters whose subject is known?

``yiwang train-letters FILE…``: JSON lines (``.gz`` too) with ``title``, ``text`` (or ``body``) and ``label``
(or ``subject``); ``tokens`` instead of a text are words already cut apart. ``--confirmed`` adds the city's
own letters whose subject an official confirmed. A fifth is kept back and measured on; the model in use
afterwards learned from all. ``--use VERSION`` takes an earlier version into use; ``--list`` shows all.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.language import confirmed, reading
from yiwang.subsystems.participation.language.actions import training as actions
from yiwang.subsystems.participation.language.models import Training
from yiwang.subsystems.participation.language.rules import features, training


class Command(BaseCommand):
    help = "用已分类的来信（JSON行文件）训练来信分类模型，给出留出集上的宏平均F1，并启用。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--confirmed", action="store_true", help="also the city's own confirmed letters")
        parser.add_argument("--use", type=int, metavar="VERSION", help="take an earlier version into use")
        parser.add_argument("--list", action="store_true", help="show all versions")
        parser.add_argument("--json", action="store_true", help="print the result for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["list"]:
                found: Any = [_shown(row) for row in Training.objects.defer("body")]
            elif options["use"] is not None:
                found = _shown(actions.take_into_use(SYSTEM, options["use"]))
            else:
                found = self._trained(options)
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        self._print(found, as_json=options["json"])

    def _trained(self, options: dict[str, Any]) -> dict[str, Any]:
        if not options["files"] and not options["confirmed"]:
            raise Refused("请给出训练文件，或用 --confirmed 采用本市已确认主题的来信。")
        examples, skipped = [], 0
        for place in options["files"]:
            for each in reading.labelled(place):
                if isinstance(each, Refused):
                    skipped += 1
                else:
                    examples.append(each)
        if options["confirmed"]:
            examples += [
                training.Labelled(_with_title(text), subject, name)
                for name, texts in confirmed.registered().items()
                for text, subject in texts()
            ]
        subjects = len({each.subject for each in training.usable(examples)})
        with tqdm(total=2 * subjects, desc="训练", unit="主题", disable=options["json"] or None) as bar:
            row = actions.train(SYSTEM, examples, step=bar.update)
        return _shown(row) | {"lines_skipped": skipped}

    def _print(self, found: Any, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for each in found if isinstance(found, list) else [found]:
            mark = "，启用中" if each["in_use"] else ""
            self.stdout.write(
                f"第{each['version']}版{mark}：{each['letters']}封，留出{each['held_out']}封，"
                f"宏平均F1 {each['macro_f1']:.4f}"
                f"（只猜最多的一类 {each['macro_f1_majority']:.4f}，"
                f"只看关键词 {each['macro_f1_keywords']:.4f}）"
            )
            for subject, f1 in each["by_subject"].items():
                self.stdout.write(f"  {subject}：{f1:.4f}")


def _with_title(text: str) -> str:
    title, newline, body = text.strip().partition("\n")
    return features.joined(title, body) if newline else text


def _shown(row: Training) -> dict[str, Any]:
    own = {
        "version": row.version,
        "in_use": row.is_in_use,
        "letters": row.letters,
        "held_out": row.held_out,
        "macro_f1": round(row.macro_f1, 4),
        "digest": row.digest,
    }
    return own | row.figures
