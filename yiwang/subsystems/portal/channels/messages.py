"""What does the inner zone learn of subscriptions? Numbers, never an address."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

COUNTS = "portal.subscription_counts"


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
