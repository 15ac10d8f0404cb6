"""What do the zones tell each other of an interview, and what does somebody hand in who asks a question?"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yiwang.subsystems.participation.interviews import rules

INTERVIEW, LINE, FIGURES = (
    "participation.interview",
    "participation.interview_line",
    "participation.interview_figures",
)
Reference = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Name = Annotated[str, StringConstraints(max_length=120)]


class Question(BaseModel):
    """``interview``: number of the page on which it was asked. Titles are what its author sees again."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    interview: Reference
    subject: Annotated[str, StringConstraints(max_length=rules.TITLE_LENGTH)] = Field("", title="访谈主题")
    nickname: Annotated[str, StringConstraints(min_length=1, max_length=rules.NICKNAME_LENGTH)] = Field(
        rules.NOBODY, title="称呼"
    )
    text: Annotated[
        str, StringConstraints(min_length=rules.QUESTION_LEAST, max_length=rules.QUESTION_LENGTH)
    ] = Field(title="提问")


class Guest(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, StringConstraints(min_length=1, max_length=rules.NAME_LENGTH)]
    title: Name = ""


class Interview(BaseModel):
    """The whole card; an older ``revision`` changes nothing.

    ``video``: digest of the video; its file comes along where it was not sent before. ``transcript_at``:
    since when the lines are to stand among the publications.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    reference: Reference
    revision: int = Field(ge=1)
    state: Literal["announced", "live", "ended", "archived", "cancelled", "withdrawn"]
    title: Annotated[str, StringConstraints(min_length=1, max_length=rules.TITLE_LENGTH)]
    summary: Annotated[str, StringConstraints(max_length=rules.SUMMARY_LENGTH)]
    unit_code: Annotated[str, StringConstraints(max_length=40)]
    unit_name: Name
    organizer_name: Name
    host: Annotated[str, StringConstraints(max_length=rules.NAME_LENGTH)] = ""
    guests: Annotated[list[Guest], Field(max_length=rules.MOST_GUESTS)]
    starts_at: datetime
    ends_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    asking_from: datetime | None = None
    asking_until: datetime | None = None
    stream: Annotated[str, StringConstraints(max_length=300)] = ""
    video: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    chapters: Annotated[list[tuple[int, str]], Field(max_length=rules.MOST_CHAPTERS)] = []
    transcript_at: datetime | None = None


class Line(BaseModel):
    """A line as it stands now. Its picture is the only file of the envelope."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    interview: Reference
    reference: Reference
    revision: int = Field(ge=1)
    number: int = Field(ge=1)
    kind: Literal["host", "guest", "notice", "question"]
    speaker: Annotated[str, StringConstraints(max_length=200)] = ""
    text: Annotated[str, StringConstraints(max_length=rules.TEXT_LENGTH)] = ""
    is_waiting: bool = False
    is_removed: bool = False
    said_at: datetime


class Figures(BaseModel):
    """From outside: how often the page was opened, how many read at the same moment; both only grow."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reference: Reference
    opened: int = Field(ge=0)
    most_readers: int = Field(ge=0)
