"""What does the inner zone learn of visits outside?"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yiwang.subsystems.portal.visits.rules import LONGEST_KEY

COUNTS = "portal.visits"
MOST_ROWS = 1_000


class Row(BaseModel):
    """How often a page was opened on a day, all in all so far: told twice, it is the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: date
    site: Annotated[str, StringConstraints(max_length=40)]
    kind: Literal["home", "column", "topic", "article", "other"]
    key: Annotated[str, StringConstraints(max_length=LONGEST_KEY)] = ""
    title: Annotated[str, StringConstraints(max_length=200)] = ""
    views: Annotated[int, Field(ge=0)]


class Counts(BaseModel):
    """Numbers only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: Annotated[list[Row], Field(max_length=MOST_ROWS)]
