"""What is a mistake in a text, and what kinds are there?"""

from collections.abc import Mapping
from dataclasses import dataclass

WORD, NAME, DATE, NUMBER, PUNCTUATION, REPEAT = "word", "name", "date", "number", "punctuation", "repeat"
LABELS: Mapping[str, str] = {
    WORD: "错别字",
    NAME: "名称职务",
    DATE: "日期时间",
    NUMBER: "数字字号",
    PUNCTUATION: "标点符号",
    REPEAT: "文字重复",
}
SERIOUS, WRONG, DOUBT, ADVICE = "serious", "wrong", "doubt", "advice"
GRADES: Mapping[str, str] = {SERIOUS: "严重", WRONG: "错误", DOUBT: "疑似", ADVICE: "建议"}
# What a city may say of a word on its list.
LISTED: Mapping[str, str] = {grade: GRADES[grade] for grade in (SERIOUS, WRONG, ADVICE)}


@dataclass(frozen=True, order=True)
class Mistake:
    """``start`` to ``end``: characters of the text from 0; ``suggestion`` may be empty: somebody must know.

    ``grade``: serious (names of the state, its leaders and offices, territory: a veto item of the national
    inspection), wrong, doubt (improbable, but perhaps a name), or advice (a form that official texts unify).
    """

    start: int
    end: int
    wrong: str
    suggestion: str
    kind: str
    reason: str
    grade: str = WRONG

    @property
    def is_serious(self) -> bool:
        return self.grade == SERIOUS

    @property
    def label(self) -> str:
        return LABELS[self.kind]
