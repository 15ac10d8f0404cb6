"""Is each line's number right, and what is wrong with it?

A filter: one JSON value a line in, one JSON object a line out, in the same order. A line is a number as a
string, or an object with ``number`` (or ``code``) and, if known, ``kind`` (``identity``, ``credit``,
``organisation``, ``passport``, ``permit_hk_mo``, ``permit_tw``, ``other``, ``project``); without a kind it is
told by its looks.
A right number gives its canonical form and what it says; a wrong one ``valid: false``, ``fault`` (``length``,
``format``, ``date``, ``checksum``) and ``error``, the sentence people read.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand

from yiwang.kernel.errors import Refused
from yiwang.kernel.identifiers import rules

PROJECT = "project"
LONGEST_LINE = 1_000_000
_KEYS = ("number", "code", "号码", "代码")


class Command(BaseCommand):
    help = "从标准输入逐行读取证件号码或代码（JSON），逐行输出是否正确、规范写法或错在哪里。"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            while line := sys.stdin.buffer.readline(LONGEST_LINE + 1):
                if line.strip():
                    self.stdout.write(json.dumps(self._answer(line), ensure_ascii=False))
                    self.stdout.flush()
        except BrokenPipeError:
            # Whoever reads has enough; closing here keeps the interpreter from complaining at exit.
            sys.stderr.close()

    def _answer(self, line: bytes) -> dict[str, Any]:
        if len(line) > LONGEST_LINE:
            while not line.endswith(b"\n") and (line := sys.stdin.buffer.readline(LONGEST_LINE)):
                pass
            return {"error": f"这一行超过 {LONGEST_LINE} 字节。"}
        try:
            return answer(json.loads(line))
        except Refused as refused:
            return {"error": refused.sentence}
        except (ValueError, RecursionError):
            return {"error": "这一行不是JSON。"}


def answer(question: object) -> dict[str, Any]:
    """Whether a number is right; raises Refused where the question is none."""
    kind, number = _asked(question)
    if kind == PROJECT or (kind is None and number.count("-") == 4):
        return _of_project(number)
    kind = kind or rules.likely_kind(number)
    if kind is None:
        sentence = "这个号码的位数不属于居民身份证、统一社会信用代码或组织机构代码。"
        return _wrong({"kind": None, "number": number}, rules.Fault.LENGTH, sentence)
    judgement = rules.judged(kind, number)
    asked = {"kind": kind, "number": number}
    if judgement.fault:
        return _wrong(asked, judgement.fault, judgement.sentence)
    return asked | {"valid": True, "canonical": judgement.canonical} | _facts(kind, judgement.canonical)


def _asked(question: object) -> tuple[str | None, str]:
    """Kind and number of a question; a surrogate that no text may hold is replaced."""
    kind, number = None, question
    if isinstance(question, Mapping):
        kind = question.get("kind")
        number = next((question[key] for key in _KEYS if isinstance(question.get(key), str)), None)
    if not isinstance(number, str) or kind not in (None, PROJECT, *rules.KINDS):
        raise Refused(
            f"请给出号码：一个字符串，或含 number 的对象；kind 可以是 {'、'.join(rules.KINDS)} 或 {PROJECT}。"
        )
    return kind, number.encode("utf-8", "replace").decode()


def _of_project(number: str) -> dict[str, Any]:
    asked = {"kind": PROJECT, "number": number}
    try:
        code = rules.project_code(number)
    except Refused as refused:
        return _wrong(asked, rules.Fault.FORMAT, refused.sentence)
    return asked | {"valid": True, "canonical": code.text} | vars(code)


def _facts(kind: str, canonical: str) -> dict[str, Any]:
    if kind == rules.IDENTITY:
        facts = rules.read_identity(canonical)
        return {"region": facts.region, "born_on": f"{facts.born_on}", "sex": facts.sex.value}
    if kind == rules.CREDIT:
        return {"region": canonical[2:8], "organisation": canonical[8:17]}
    return {}


def _wrong(asked: dict[str, Any], fault: rules.Fault, sentence: str) -> dict[str, Any]:
    return asked | {"valid": False, "fault": fault.value, "error": sentence}
