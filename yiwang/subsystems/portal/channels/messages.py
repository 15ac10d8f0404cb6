"""What do the zones tell each other? The inner one what is new, the outer one numbers; never an address."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

COUNTS, NEWS = "portal.subscription_counts", "portal.subscribable"


class Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    site: Annotated[str, StringConstraints(max_length=40)]
    kind: Annotated[str, StringConstraints(max_length=12)]
    value: Annotated[str, StringConstraints(max_length=80)] = ""
    number: int = Field(ge=0)


class Counts(BaseModel):
    """All numbers of one day; a later telling of the same day replaces the earlier."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    day: date
    sequence: int = Field(ge=0)
    lines: list[Line] = Field(max_length=5000)


Slug = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Text = Annotated[str, StringConstraints(max_length=300)]


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    number: int = Field(ge=1)
    title: Text
    published_at: datetime
    columns: list[Slug] = Field(max_length=200)
    subject: Annotated[str, StringConstraints(max_length=200)] = ""
    words: Annotated[str, StringConstraints(max_length=900)] = ""


class News(BaseModel):
    """Of one site what may be subscribed to, and what was published and withdrawn since the last telling."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    site: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
    sequence: int = Field(ge=0)
    name: Annotated[str, StringConstraints(max_length=80)]
    domain: Annotated[str, StringConstraints(max_length=120)] = ""
    groups: list[tuple[Text, list[tuple[Slug, Text]]]] = Field(max_length=200)
    subjects: list[Text] = Field(max_length=100)
    items: list[Item] = Field(max_length=1000)
    gone: list[int] = Field(max_length=1000)
