"""What crosses between the zones: a draft, what somebody says to it, what became of it all?"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yiwang.subsystems.participation.consultations import rules

NOTICE = "consultations.notice"

Reference = Annotated[str, StringConstraints(pattern=r"^\d{9,18}$")]
Line = Annotated[str, StringConstraints(max_length=300)]
Long = Annotated[str, StringConstraints(max_length=rules.LONG)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Clause(Body):
    number: int = Field(ge=1)
    label: Line
    heading: Line = ""
    text: Annotated[str, StringConstraints(max_length=rules.DRAFT_LENGTH)]


class Told(Body):
    """An opinion that may be read, masked; ``times``: how many said the same and were answered alike."""

    clause: int = 0
    text: Annotated[str, StringConstraints(max_length=rules.OPINION_LENGTH * 2)]
    verdict: Literal["adopted", "partly", "refused", "noted"]
    reason: Annotated[str, StringConstraints(max_length=rules.REASON_LENGTH)] = ""
    times: int = Field(1, ge=1)


class Feedback(Body):
    """``figures``: opinions by verdict; ``people``: how many submissions they came in."""

    summary: Long
    people: int = Field(ge=0)
    figures: dict[str, int]
    opinions: list[Told] = Field(default=[], max_length=2_000)
    answered_at: datetime


class Notice(Body):
    """Inward to outward; ``sequence`` grows, an older one that comes later changes nothing."""

    reference: Reference
    sequence: int = Field(ge=1)
    state: Literal["published", "answered", "withdrawn"]
    title: Line
    subject: Literal["major", "business", "ordinary"]
    unit: Line
    unit_code: Line
    purpose: Long
    background: Long = ""
    contact: Line = ""
    opens_on: date
    closes_on: date
    published_at: datetime
    short_reason: Line = ""
    clauses: list[Clause] = Field(min_length=1, max_length=rules.MOST_CLAUSES)
    reason: Line = ""
    feedback: Feedback | None = None
    final_title: Line = ""
    final_address: Line = ""


class Remark(Body):
    """``clause``: its number; 0: the whole draft."""

    clause: int = Field(ge=0, le=rules.MOST_CLAUSES)
    text: Annotated[str, StringConstraints(min_length=2, max_length=rules.OPINION_LENGTH)]


class Opinion(Body):
    """What somebody hands in; ``said``: the same in words, as its author sees it again."""

    reference: Reference
    draft: Line = Field("", title="征求意见稿")
    said: Annotated[str, StringConstraints(max_length=100_000)] = Field(title="意见")
    remarks: list[Remark] = Field(min_length=1, max_length=rules.MOST_REMARKS)
