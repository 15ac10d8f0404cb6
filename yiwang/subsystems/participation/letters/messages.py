"""What does somebody hand in who writes, and what does the outer zone learn of mailboxes and letters?"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yiwang.subsystems.participation.letters import rules

MAILBOX, SITE, TRACE = "letters.mailbox", "letters.site", "letters.trace"
SECONDED = "letters.seconded"
MOST_SECONDED = 500

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Line = Annotated[str, StringConstraints(max_length=120)]
Title = Annotated[str, StringConstraints(min_length=2, max_length=rules.TITLE_LENGTH)]
Text = Annotated[str, StringConstraints(min_length=5, max_length=rules.TEXT_LENGTH)]
Type = Annotated[str, StringConstraints(pattern="^(" + "|".join(rules.TYPES) + ")$")]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Letter(Body):
    """Titles are what its writer sees again; ``again``: the number of the letter whose answer is not enough.

    ``site``: the department site that it was written on.
    """

    mailbox: Code
    mailbox_name: Line = Field(default="", title="信箱")
    type: Type
    type_label: Line = Field(default="", title="类型")
    subject: Line = Field(default="", title="主题")
    title: Title = Field(title="标题")
    text: Text = Field(title="内容")
    place: Line = Field(default="", title="地点")
    against: Line = Field(default="", title="被反映的单位")
    is_public: bool = False
    public_label: Line = Field(default="", title="是否公开")
    is_anonymous: bool = False
    site: Annotated[str, StringConstraints(max_length=40)] = ""
    again: Annotated[str, StringConstraints(max_length=40)] = Field(default="", title="原信件编号")


class Box(Body):
    code: Code
    sequence: int = Field(ge=1)
    name: Line
    kind: Literal["leader", "department", "appeals", "voice", "petition", "suggestion"]
    leader: Line = ""
    unit_name: Line
    description: Annotated[str, StringConstraints(max_length=300)] = ""
    is_open: bool
    notice: Annotated[str, StringConstraints(max_length=300)] = ""
    order: int = Field(ge=0, le=32_000)
    subjects: list[Line] = Field(max_length=60)
    types: list[Type] = Field(max_length=20)
    days: dict[Type, int]
    exposure: Literal["start", "consent", "never"]
    is_anonymous_allowed: bool


class Site(Body):
    code: Code
    sequence: int = Field(ge=1)
    name: Line
    mailbox: Code
    origins: list[Annotated[str, StringConstraints(pattern=r"^https?://[a-z0-9.\-]+(:\d{1,5})?$")]] = Field(
        max_length=20
    )
    key_digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    is_open: bool


class Words(Body):
    """What was released of a letter, masked and confirmed by an official."""

    title: Annotated[str, StringConstraints(min_length=2, max_length=rules.TITLE_LENGTH + 20)]
    text: Annotated[str, StringConstraints(max_length=rules.TEXT_LENGTH * 3)]
    reply: Annotated[str, StringConstraints(max_length=rules.TEXT_LENGTH * 3)] = ""
    subject: Line = ""
    shown_on: date


class Trace(Body):
    """``type`` and ``unit_name`` stay empty where they might tell of whom a confidential letter speaks."""

    uid: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    sequence: int = Field(ge=1)
    mailbox: Code
    type: Annotated[str, StringConstraints(max_length=12)] = ""
    unit_name: Line = ""
    state: Literal["received", "handling", "answered", "declined", "withdrawn"]
    received_on: date
    accepted_on: date | None = None
    closed_on: date | None = None
    working_days: int | None = None
    is_in_time: bool | None = None
    level: Annotated[str, StringConstraints(max_length=20)] = ""
    words: Words | None = None
    note: Annotated[str, StringConstraints(max_length=200)] = ""


class Seconded(Body):
    """``totals``: by letter, how many readers said that the matter is theirs too; totals only grow."""

    totals: dict[
        Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")], Annotated[int, Field(ge=0)]
    ] = Field(max_length=MOST_SECONDED)
