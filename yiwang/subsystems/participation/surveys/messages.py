"""What crosses between the zones: a survey as it is to be answered, and what lay in its ballot box?"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from yiwang.subsystems.participation.surveys import questions, rules

EDITION, BATCH = "surveys.edition", "surveys.batch"

Reference = Annotated[str, StringConstraints(pattern=r"^\d{9,18}$")]
Line = Annotated[str, StringConstraints(max_length=200)]


def _readable(text: str) -> str:
    questions.read(text)
    return text


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Shown(Body):
    """Words that somebody wrote, looked through by an official; ``question``: code, or code and option."""

    question: Annotated[str, StringConstraints(max_length=20)]
    text: Annotated[str, StringConstraints(max_length=rules.LONGEST_TEXT * 2)]


class Edition(Body):
    """Inward to outward; ``sequence`` grows, an older one that comes later changes nothing."""

    reference: Reference
    sequence: int = Field(ge=1)
    state: Literal["published", "withdrawn"]
    title: Line
    unit: Line
    unit_code: Line
    introduction: Annotated[str, StringConstraints(max_length=rules.INTRODUCTION_LENGTH)]
    questions: Annotated[str, StringConstraints(max_length=500_000), AfterValidator(_readable)]
    opens_at: datetime
    closes_at: datetime
    published_at: datetime
    once: Literal["browser", "identity"]
    results: Literal["live", "after", "never"]
    least_cell: int = Field(ge=rules.LEAST_CELL, le=rules.MOST_CELL)
    reason: Annotated[str, StringConstraints(max_length=rules.REASON_LENGTH)] = ""
    notice: Annotated[str, StringConstraints(max_length=rules.NOTICE_LENGTH)] = ""
    texts: list[Shown] = Field(default=[], max_length=1_000)


class Said(Body):
    question: Annotated[str, StringConstraints(max_length=20)]
    text: Annotated[str, StringConstraints(max_length=rules.LONGEST_TEXT)]


class Batch(Body):
    """Outward to inward: answers in an order that says nothing, what was written in words apart from them.

    ``total``: how many were given so far with these; ``is_last``: the survey is over, nothing follows.
    """

    reference: Reference
    answers: list[dict[str, Any]] = Field(max_length=2_000)
    texts: list[Said] = Field(default=[], max_length=60_000)
    total: int = Field(ge=0)
    is_last: bool = False
