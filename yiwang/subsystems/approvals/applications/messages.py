"""What does somebody hand in who applies for a service, and how does a result become public outside?"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from yiwang.kernel.deadlines.rules import Unit
from yiwang.subsystems.approvals.applications import rules

RESULT = "approvals.result"

Code = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Line = Annotated[str, StringConstraints(max_length=200)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Number = Annotated[str, StringConstraints(max_length=40)]
Text = Annotated[str, StringConstraints(max_length=2_000)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Position = Annotated[int, Field(ge=0, lt=rules.MOST_FILES)]


class Body(BaseModel):
    """An unknown field is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Agent(Body):
    """代理人; without a number of their own: 联系人."""

    name: Line = ""
    identifier_kind: Annotated[str, StringConstraints(max_length=20)] = ""
    identifier: Number = ""
    phone: Number = ""


NOBODY = Agent()


class Party(Body):
    """申请人; ``kind`` is the code of GB/T 39046-2020 A.4, ``identifier_kind`` one of kernel.identifiers."""

    kind: Literal["1", "2", "3", "4", "5", "6"]
    name: Name
    identifier_kind: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    identifier: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    legal_representative: Line = ""
    phone: Number = ""
    address: Line = ""
    agent: Agent | None = None


class Given(Body):
    """A material that was handed in: ``files`` are positions among the files of the submission."""

    code: Code
    files: tuple[Position, ...] = ()
    form: Literal["electronic", "paper"] = "electronic"


class Delivery(Body):
    """How the result is to reach the applicant."""

    way: Literal["window", "express", "online"] = "window"
    name: Line = ""
    phone: Number = ""
    address: Line = ""


class Signature(Body):
    """Evidence that the applicant signed: over ``digest``, the SM3 of what was shown to be signed."""

    algorithm: Annotated[str, StringConstraints(max_length=40)]
    digest: Digest
    value: Annotated[str, StringConstraints(max_length=4_000)]
    certificate: Annotated[str, StringConstraints(max_length=8_000)] = ""
    signed_at: datetime


class Application(Body):
    """An application as it crosses from the outer zone; titles are what the applicant sees again.

    ``edition`` and ``digest``: the edition of the guide that the applicant saw. ``parent``: number of the
    case that this one belongs to.
    """

    item: Code
    item_name: Line = Field("", title="办理事项")
    edition: Annotated[int, Field(ge=1)]
    digest: Digest
    answers: dict[str, Any] = Field({})
    party: Party
    materials: tuple[Given, ...] = Field((), max_length=rules.MOST_MATERIALS)
    delivery: Delivery = Delivery()
    channel: Literal["1", "2", "3", "4", "9"] = "2"
    project: Annotated[str, StringConstraints(max_length=24)] = Field("", title="投资项目代码")
    parent: Annotated[str, StringConstraints(max_length=40)] = ""
    signature: Signature | None = None


class Paused(Body):
    """Time that does not count; ``ended_at``: None while it lasts."""

    began_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    ground: Line = ""


class Clock(Body):
    """The limit of a case as far as its applicant may know it; ``extended``: what was granted of it."""

    started_at: AwareDatetime
    number: Annotated[int, Field(ge=0, le=100_000)]
    unit: Unit
    extended: Annotated[int, Field(ge=0)] = 0
    moves: bool = False
    pauses: tuple[Paused, ...] = Field((), max_length=100)


class Result(Body):
    """A granted permit as everybody may read it: masked already where it was written."""

    uid: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    version: Annotated[int, Field(ge=1)]
    state: Literal["published", "withdrawn"] = "published"
    item: Line = ""
    item_code: Annotated[str, StringConstraints(max_length=60)] = ""
    unit: Line = ""
    decided_on: date
    fields: dict[str, str] = Field({})
    reason: Text = ""
