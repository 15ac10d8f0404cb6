"""What was answered: is it complete, which questions were asked at all, and what counts?

Said of a question: single "a"; multiple ["a", "b"]; rating "4"; matrix {"r1": "a"}; ranking ["b", "a"], the
first first; number "12.5"; text "…". What belongs to an open option stands under "q1.a".
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.surveys import questions as asked
from yiwang.subsystems.participation.surveys import rules
from yiwang.subsystems.participation.surveys.questions import Question, Questions

Said = Mapping[str, Any]
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
REQUIRED = {
    asked.SINGLE: "请选择一项。",
    asked.MULTIPLE: "请至少选择一项。",
    asked.RATING: "请打分。",
    asked.MATRIX: "请为每一行选择一项。",
    asked.TEXT: "请填写回答。",
    asked.NUMBER: "请填写数字。",
    asked.RANKING: "请排出顺序。",
}


@dataclass(frozen=True)
class Complete:
    """``answers``: of the questions that were asked, as they are counted; ``faults``: a sentence by code."""

    answers: dict[str, Any]
    faults: dict[str, str]


def complete(questions: Questions, said: Said) -> Complete:
    """Judged in order: an answer to a question that was not asked is dropped, whatever was sent."""
    answers: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for question in questions:
        if not is_asked(question, answers):
            continue
        try:
            answers |= checked(question, said)
        except Refused as refused:
            faults[question.code] = refused.sentence
    return Complete(answers, faults)


def is_asked(question: Question, answers: Said) -> bool:
    """Whether the answers so far let this question be shown; those of hidden questions are not among them."""
    condition = question.condition
    if condition is None:
        return True
    given = answers.get(condition.question, ())
    chosen = {given} if isinstance(given, str) else set(given)
    return bool(chosen & set(condition.options))


def checked(question: Question, said: Said) -> dict[str, Any]:
    """The answer and the words of its open options; empty where an optional question was left out.

    Raises Refused with the sentence that its author can act on.
    """
    value = _CHECKS[question.kind](question, said.get(question.code))
    if not value:
        if question.is_required:
            raise Refused(REQUIRED[question.kind])
        return {}
    return {question.code: value} | _words(question, value, said)


def _single(question: Question, given: Any) -> str:
    picked = str(given or "")
    if picked and picked not in question.picks():
        raise Refused("选项不存在，请重新选择。")
    return picked


def _multiple(question: Question, given: Any) -> list[str]:
    picked = _known(question, given)
    if not picked:
        return picked
    if question.least and len(picked) < question.least:
        raise Refused(f"请至少选择{question.least}项，现在选了{len(picked)}项。")
    if question.most and len(picked) > question.most:
        raise Refused(f"最多选择{question.most}项，现在选了{len(picked)}项。")
    return sorted(picked, key=[one.code for one in question.options].index)


def _ranking(question: Question, given: Any) -> list[str]:
    picked = _known(question, given)
    if picked and len(picked) != question.ranked:
        raise Refused(f"请排出{question.ranked}个名次，每个名次一个选项。")
    return picked


def _known(question: Question, given: Any) -> list[str]:
    """Each once, all of the question."""
    picked = [str(one) for one in given] if isinstance(given, (list, tuple)) else []
    if len(set(picked)) != len(picked):
        raise Refused("同一个选项选了两次。")
    if not set(picked) <= set(question.picks()):
        raise Refused("选项不存在，请重新选择。")
    return picked


def _matrix(question: Question, given: Any) -> dict[str, str]:
    rows = given if isinstance(given, Mapping) else {}
    picked = {row.code: str(rows[row.code]) for row in question.rows if rows.get(row.code)}
    if not set(picked.values()) <= set(question.picks()):
        raise Refused("选项不存在，请重新选择。")
    if question.is_required and len(picked) < len(question.rows):
        raise Refused(REQUIRED[asked.MATRIX])
    return picked


def _text(question: Question, given: Any) -> str:
    return _clean(given, rules.LONGEST_TEXT)


def _number(question: Question, given: Any) -> str:
    written = unicodedata.normalize("NFKC", str(given or "")).strip()
    if not written:
        return ""
    if not re.fullmatch(r"[+-]?\d{1,10}(\.\d{1,2})?", written, re.ASCII):
        raise Refused("请填写数字，小数最多两位。")
    try:
        value = Decimal(written)
    except InvalidOperation:  # pragma: no cover - the pattern lets nothing else through
        raise Refused("请填写数字，小数最多两位。") from None
    if question.minimum is not None and value < question.minimum:
        raise Refused(f"请填写不小于{_plain(question.minimum)}的数字。")
    if question.maximum is not None and value > question.maximum:
        raise Refused(f"请填写不大于{_plain(question.maximum)}的数字。")
    return _plain(value)


def _plain(value: Decimal) -> str:
    """``12.5``, ``-3``, ``0``: no exponent, no trailing zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


_CHECKS: Mapping[str, Callable[[Question, Any], Any]] = {
    asked.SINGLE: _single,
    asked.RATING: _single,
    asked.MULTIPLE: _multiple,
    asked.RANKING: _ranking,
    asked.MATRIX: _matrix,
    asked.TEXT: _text,
    asked.NUMBER: _number,
}


def _words(question: Question, value: Any, said: Said) -> dict[str, str]:
    chosen = {value} if isinstance(value, str) else set(value)
    words: dict[str, str] = {}
    for option in question.options:
        if not option.is_open or option.code not in chosen:
            continue
        name = f"{question.code}.{option.code}"
        words[name] = _clean(said.get(name), rules.LONGEST_WORDS)
        if not words[name]:
            raise Refused(f"选择了“{option.text}”，请在后面填写说明。")
    return words


def _clean(given: Any, longest: int) -> str:
    text = _UNREADABLE.sub("", str(given or "")).replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise Refused(f"请不要超过{longest}字，现在有{len(text)}字。")
    return text


def texts(questions: Questions, answers: Said) -> list[tuple[str, str]]:
    """What was said in words: code of the question, or of question and open option, and the words."""
    found = [
        (one.code, answers[one.code]) for one in questions if one.kind == asked.TEXT and one.code in answers
    ]
    return found + [(name, words) for name, words in answers.items() if "." in name]


def without_texts(questions: Questions, answers: Said) -> dict[str, Any]:
    """What can be counted; that words were written is kept as True."""
    written = {one.code for one in questions if one.kind == asked.TEXT}
    return {name: True if name in written else value for name, value in answers.items() if "." not in name}


def quotas(questions: Sequence[Question], answers: Said) -> list[str]:
    """The limited options that were chosen, as ``q1/a``, always in the same order."""
    found = []
    for question in questions:
        given = answers.get(question.code, ())
        chosen = {given} if isinstance(given, str) else set(given)
        limited = [one.code for one in question.options if one.quota and one.code in chosen]
        found += [f"{question.code}/{code}" for code in limited]
    return sorted(found)
