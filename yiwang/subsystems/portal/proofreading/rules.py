"""Which checks are there, how does a city change them, and what is a conclusion of the secrecy review?"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from yiwang.kernel.errors import Refused

RULEBOOK = Path(__file__).with_name("rulebook.toml")
SEVERITIES: Mapping[str, str] = {"must": "须修改", "should": "应核对", "hint": "提示"}
TONES: Mapping[str, str] = {"must": "bad", "should": "warn", "hint": "info"}
READ, SET, WORDS, SECRECY = (
    "portal.check_read",
    "portal.check_set",
    "portal.words_keep",
    "portal.secrecy_review",
)


class Conclusion(StrEnum):
    """What the secrecy review of a text says (政府信息公开条例 art. 14, 17)."""

    OPEN = "open"
    TRIM = "trim"
    CLOSED = "closed"


CONCLUSIONS: Mapping[str, str] = {
    Conclusion.OPEN.value: "不涉密，可以公开",
    Conclusion.TRIM.value: "删减后公开",
    Conclusion.CLOSED.value: "不予公开",
}


@dataclass(frozen=True)
class Check:
    """One line of the norm. Empty ``kinds``, ``columns``, ``steps``: all of them; ``most``: its number."""

    code: str
    label: str
    severity: str
    basis: str
    kinds: tuple[str, ...] = ()
    columns: tuple[int, ...] = ()
    steps: tuple[str, ...] = ()
    most: int = 0
    is_fixed: bool = False
    is_on: bool = True

    def is_for(self, kind: str, columns: Sequence[int], step: str) -> bool:
        """Whether it is asked of an article of this kind in one of these columns before this step."""
        return (
            self.is_on
            and (not self.kinds or kind in self.kinds)
            and (not self.columns or not set(self.columns).isdisjoint(columns))
            and (not self.steps or not step or step in self.steps)
        )


@cache
def shipped() -> Mapping[str, Check]:
    rows: list[dict[str, Any]] = tomllib.loads(RULEBOOK.read_text(encoding="utf-8"))["check"]
    checks = [
        Check(
            row["code"],
            row["label"],
            row["severity"],
            row["basis"],
            kinds=tuple(row.get("kinds", ())),
            steps=tuple(row.get("steps", ())),
            most=row.get("most", 0),
            is_fixed=row.get("fixed", False),
        )
        for row in rows
    ]
    return {check.code: check for check in checks}


@dataclass(frozen=True)
class Change:
    """What a city wants of a check."""

    severity: str
    is_on: bool
    kinds: tuple[str, ...] = ()
    columns: tuple[int, ...] = ()
    most: int = 0


def changed(check: Check, change: Change) -> Check:
    """Refused for what law fixes: such a check stays on, for everything, and must be heeded."""
    if change.severity not in SEVERITIES:
        raise Refused("请选择处理方式。", field="severity")
    if check.is_fixed and (not change.is_on or change.severity != "must"):
        raise Refused("这项检查由法规或国家检查指标规定，不能停用或降低。", field="severity")
    if check.is_fixed and (change.kinds or change.columns):
        raise Refused("这项检查适用于全部稿件，不能限定类型或栏目。", field="kinds")
    if check.most and not 1 <= change.most <= 200:
        raise Refused("数值请填 1 至 200。", field="most")
    return replace(
        check,
        severity=change.severity,
        is_on=change.is_on,
        kinds=change.kinds,
        columns=change.columns,
        most=change.most if check.most else 0,
    )


def check_conclusion(conclusion: str, opinion: str) -> str:
    """The opinion as it is kept; whoever withholds or trims says what and why."""
    if conclusion not in CONCLUSIONS:
        raise Refused("请选择审查结论。", field="conclusion")
    kept = " ".join(opinion.split())
    if conclusion != Conclusion.OPEN and len(kept) < 4:
        raise Refused("删减或不予公开的，请写明内容和依据，至少 4 个字。", field="opinion")
    if len(kept) > 300:
        raise Refused("审查意见请控制在 300 字以内。", field="opinion")
    return kept


def check_reviewer(person: int | None, written_by: int | None, submitted_by: int | None) -> None:
    """Nobody reviews their own text for secrecy (先审后发, 审查人与撰稿人分离)."""
    if person is None:
        raise Refused("只有工作人员本人可以做保密审查。")
    if person in {written_by, submitted_by}:
        raise Refused("您修改或送审过这篇稿件，不能由您做保密审查，请由其他同事办理。")


def checked_word(word: str, field: str, least: int = 1) -> str:
    kept = "".join(word.split())
    if not least <= len(kept) <= 40:
        raise Refused(f"请填写 {least} 至 40 个字。", field=field)
    return kept


def check_pair(wrong: str, right: str) -> None:
    """A wrong word that stands inside the right one would be found in what is right."""
    if wrong == right:
        raise Refused("错误写法和正确写法相同。", field="right")
    if wrong in right:
        raise Refused("正确写法中包含错误写法，会把正确的文字也报出来，请写得更完整。", field="wrong")
