"""What does the outer zone learn of a certificate?"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yiwang.subsystems.approvals.certificates import rules

CERTIFICATE = "approvals.certificate"
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Certificate(BaseModel):
    """As its holder may show it to anybody; ``revision`` grows, and an older one changes nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reference: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    number: Annotated[str, StringConstraints(min_length=1, max_length=rules.NUMBER_LENGTH)]
    check_code: Annotated[str, StringConstraints(pattern=r"^[2-9A-Z]{8}$")]
    revision: int = Field(ge=1)
    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    holder: Name
    unit: Name
    content: Annotated[str, StringConstraints(max_length=rules.CONTENT_LENGTH)]
    issued_on: date
    valid_from: date
    valid_until: date
    state: Literal[
        "valid", "changed", "renewed", "deemed", "suspended", "expired", "revoked", "annulled", "cancelled"
    ]
    suspended_until: date | None = None
    has_timely_request: bool = False
    said_at: datetime
