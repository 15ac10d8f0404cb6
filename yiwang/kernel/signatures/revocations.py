"""What stands in a list of revoked certificates, the same on every node?

Plain Python: an offline verifier reads the list too.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from yiwang.kernel.audit.rules import canonical, moment

FORMAT = "yiwang-revocations/1"
LONGEST = 8 << 20

Serial = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,40}$")]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class UnreadableError(ValueError):
    """The text is no list of revocations."""


class Revoked(BaseModel):
    """One certificate, from when on it proves nothing new, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    serial: Serial
    at: AwareDatetime
    reason: Reason


class Listed(BaseModel):
    """All revoked certificates of a node; a higher number is newer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["yiwang-revocations/1"]
    node: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,40}$")]
    number: Annotated[int, Field(ge=1, lt=2**62, strict=True)]
    at: AwareDatetime
    revoked: tuple[Revoked, ...]

    @cached_property
    def by_serial(self) -> dict[str, Revoked]:
        return {one.serial: one for one in self.revoked}


def read(text: str) -> Listed:
    """Raises UnreadableError."""
    if len(text) > LONGEST:
        raise UnreadableError("The list is too long.")
    try:
        return Listed.model_validate_json(text)
    except ValidationError as fault:
        raise UnreadableError("This is no list of revocations.") from fault


def text_of(node: str, number: int, at: datetime, revoked: Iterable[tuple[str, datetime, str]]) -> str:
    """Canonical JSON, ready to be signed; each of ``revoked`` is a serial number, when and why."""
    entries = [{"serial": serial, "at": moment(when), "reason": why} for serial, when, why in revoked]
    return canonical({"format": FORMAT, "node": node, "number": number, "at": moment(at), "revoked": entries})
