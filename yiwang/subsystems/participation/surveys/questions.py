"""Of which questions is a survey made, and do they fit together?"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from yiwang.kernel.errors import Refused
from yiwang.subsystems.participation.surveys import rules

SINGLE, MULTIPLE, RATING, MATRIX = "single", "multiple", "rating", "matrix"
TEXT, NUMBER, RANKING = "text", "number", "ranking"
KINDS: Mapping[str, str] = MappingProxyType(
    {
        SINGLE: "单选题",
        MULTIPLE: "多选题",
        RATING: "评分题",
        MATRIX: "矩阵题",
        RANKING: "排序题",
        NUMBER: "数字题",
        TEXT: "简答题",
    }
)
STARS: Mapping[str, str] = MappingProxyType({"5": "5分", "4": "4分", "3": "3分", "2": "2分", "1": "1分"})
WITH_OPTIONS = frozenset({SINGLE, MULTIPLE, MATRIX, RANKING})
# By the answers to these, later questions are shown or not.
DECIDING = frozenset({SINGLE, MULTIPLE, RATING})

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{0,7}$")]
Picked = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,8}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(Part):
    """``quota``: how many people may choose it; ``is_open``: whoever chooses it says more in words."""

    code: Code
    text: Line
    quota: int | None = Field(None, ge=1, le=10_000_000)
    is_open: bool = False


class Row(Part):
    code: Code
    text: Line


class Condition(Part):
    """Shown only to whoever chose one of ``options`` in an earlier question (of a rating: "1" to "5")."""

    question: Code
    options: tuple[Picked, ...] = Field(min_length=1)


class Question(Part):
    """``least``, ``most``: how many options are chosen or ranked; ``minimum``, ``maximum``: of a number.

    ``section``: the title of the page that begins with this question; empty: it stands on the page before.
    """

    code: Code
    kind: Literal["single", "multiple", "rating", "matrix", "text", "number", "ranking"]
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    help: Annotated[str, StringConstraints(max_length=300)] = ""
    is_required: bool = True
    options: tuple[Option, ...] = Field((), max_length=rules.MOST_OPTIONS)
    rows: tuple[Row, ...] = Field((), max_length=rules.MOST_ROWS)
    least: int | None = Field(None, ge=1, le=rules.MOST_OPTIONS)
    most: int | None = Field(None, ge=1, le=rules.MOST_OPTIONS)
    minimum: Decimal | None = Field(None, ge=-(10**9), le=10**9, decimal_places=2)
    maximum: Decimal | None = Field(None, ge=-(10**9), le=10**9, decimal_places=2)
    unit: Annotated[str, StringConstraints(max_length=10)] = ""
    section: Annotated[str, StringConstraints(max_length=60)] = ""
    condition: Condition | None = None
    is_shuffled: bool = False

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def ranked(self) -> int:
        """How many places a ranking has."""
        return min(self.most or len(self.options), len(self.options))

    def called(self, option: str) -> str:
        """An option, or a number of stars, in words."""
        if self.kind == RATING:
            return STARS.get(option, option)
        return next((one.text for one in self.options if one.code == option), option)

    def picks(self) -> dict[str, str]:
        """What may be chosen: code and words."""
        return dict(STARS) if self.kind == RATING else {one.code: one.text for one in self.options}


Questions = tuple[Question, ...]
_READ = TypeAdapter(Questions)


@dataclass(frozen=True)
class Section:
    """A page of the survey."""

    title: str
    questions: Questions


@lru_cache(maxsize=256)
def read(text: str) -> Questions:
    """From the JSON in which they are stored; raises ValueError (pydantic) for what cannot be questions."""
    return _READ.validate_json(text or "[]")


def written(questions: Sequence[Question]) -> str:
    """As they are stored and sent: what is not set is left out."""
    rows = [one.model_dump(mode="json", exclude_defaults=True) for one in questions]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def made(**given: object) -> Question:
    """Raises Refused naming what is wrong, for the form in which it was written."""
    try:
        return Question.model_validate(given)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]) if first["loc"] else "title"
        raise Refused("这一项填写有误，请检查后再保存。", field=name) from None


def sections(questions: Questions) -> list[Section]:
    """At least one, as long as there are questions."""
    pages: list[tuple[str, list[Question]]] = []
    for question in questions:
        if question.section or not pages:
            pages.append((question.section, []))
        pages[-1][1].append(question)
    return [Section(title, tuple(held)) for title, held in pages]


def faults(questions: Questions) -> list[str]:
    """What keeps the survey from being published, in sentences; none where all fits together."""
    if not questions:
        return ["还没有题目。"]
    found = [] if len(questions) <= rules.MOST_QUESTIONS else [f"题目不能超过{rules.MOST_QUESTIONS}个。"]
    if len({one.code for one in questions}) != len(questions):
        found.append("有两道题的内部编号相同。")
    for place, question in enumerate(questions):
        found += [f"第{place + 1}题：{fault}" for fault in _own_faults(question)]
        found += [f"第{place + 1}题：{fault}" for fault in _condition_faults(question, questions[:place])]
    return found


def _own_faults(question: Question) -> Iterator[str]:
    if question.kind in WITH_OPTIONS:
        yield from _option_faults(question)
    if question.kind == MATRIX and not question.rows:
        yield "矩阵题至少要有一行。"
    if len({row.text for row in question.rows}) != len(question.rows):
        yield "有两行的文字相同。"
    if question.kind not in {SINGLE, MULTIPLE} and any(one.quota or one.is_open for one in question.options):
        yield "只有单选题、多选题的选项可以限名额、可以填写说明。"
    lowest, highest = question.minimum, question.maximum
    if lowest is not None and highest is not None and lowest > highest:
        yield "最小值大于最大值。"


def _option_faults(question: Question) -> Iterator[str]:
    count = len(question.options)
    if count < 2:
        yield "至少要有两个选项。"
    if len({one.text for one in question.options}) != count:
        yield "有两个选项的文字相同。"
    if len({one.code for one in question.options}) != count:
        yield "有两个选项的内部编号相同。"
    if question.kind in {MULTIPLE, RANKING}:
        if (question.most or 0) > count or (question.least or 0) > count:
            yield "要求选择的个数多于选项。"
        if question.least and question.most and question.least > question.most:
            yield "最少个数大于最多个数。"


def _condition_faults(question: Question, earlier: Questions) -> Iterator[str]:
    if question.condition is None:
        return
    asked = next((one for one in earlier if one.code == question.condition.question), None)
    if asked is None:
        yield "显示条件引用的题目不在它前面。"
    elif asked.kind not in DECIDING:
        yield "显示条件只能引用单选题、多选题或者评分题。"
    elif not set(question.condition.options) <= set(asked.picks()):
        yield "显示条件引用的选项已经不存在。"
