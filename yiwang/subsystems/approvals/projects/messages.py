"""What does the public learn of a project as a whole?"""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

SHOWN = "approvals.project"
Line = Annotated[str, StringConstraints(max_length=200)]


class Body(BaseModel):
    """An unknown field is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(Body):
    """One approval of a stage; ``state`` in words, as its applicant reads it; ``may_move``: the last day is
    provisional.
    """

    item: Line
    unit: Line
    state: Line
    tone: Line = ""
    due_on: date | None = None
    may_move: bool = False


class Phase(Body):
    """A stage with its overall last day, absent while no time runs."""

    label: Line
    state: Line
    tone: Line = ""
    due_on: date | None = None
    may_move: bool = False
    parts: tuple[Part, ...] = Field((), max_length=200)


class Shown(Body):
    """No party, no address, no amount."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=24)]
    name: Line
    kind: Line
    revision: Annotated[int, Field(ge=1)]
    phases: tuple[Phase, ...] = Field((), max_length=10)
