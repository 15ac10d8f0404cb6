"""What do the zones tell each other of halls and appointments?"""

from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

HALL, APPOINTMENT = "approvals.hall", "approvals.appointment"

Reference = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{1,20}$")]
Letter = Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
Line = Annotated[str, StringConstraints(max_length=200)]


class Body(BaseModel):
    """An unknown field is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class HallService(Body):
    letter: Letter
    name: Annotated[str, StringConstraints(max_length=60)]
    covers: Line = ""
    slots: Annotated[str, StringConstraints(max_length=2_000)] = ""
    days_ahead: int = Field(ge=1, le=60)
    is_open: bool


class Hall(Body):
    """A hall and what can be booked there; of several the highest ``version`` holds."""

    code: Slug
    version: int = Field(ge=1)
    name: Annotated[str, StringConstraints(max_length=80)]
    address: Line = ""
    hours: Annotated[str, StringConstraints(max_length=100)] = ""
    is_open: bool
    services: list[HallService] = Field(default=[], max_length=26)


class Appointment(Body):
    """A booked time, or that it was given back."""

    reference: Reference
    code: Digest
    hall: Slug
    letter: Letter
    day: date
    begins: time
    ends: time
    called: Annotated[str, StringConstraints(max_length=20)]
    matter: Annotated[str, StringConstraints(max_length=100)] = ""
    state: Literal["booked", "cancelled"]
    at: datetime


class TakenMaterial(Body):
    """One material as it came over the counter."""

    code: str
    name: str
    form: Literal["missing", "paper", "file"]
    files: int = 0
    is_original_checked: bool = False
