"""What does the inner zone tell the outer one of an item?"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from yiwang.subsystems.approvals.items import documents
from yiwang.subsystems.approvals.items.elements import Elements

GUIDE = "approvals.guide"

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Line = Annotated[str, StringConstraints(max_length=120)]


def _of_elements(document: dict[str, Any]) -> dict[str, Any]:
    """Kept as it was signed; only looked at, so that its digest stays the one it was sealed with."""
    Elements.model_validate(document)
    return document


class GuideBody(BaseModel):
    """``sequence`` grows with every message about the item; an older one that comes later changes nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: Literal["in_force", "ended"]
    sequence: int = Field(ge=1)
    edition: int = Field(ge=1)
    digest: Digest
    document: Annotated[dict[str, Any], AfterValidator(_of_elements)]
    unit_name: Line
    unit_order: Line = ""
    effective_from: date
    checked_on: date
    ended_on: date | None = None
    ended_because: Annotated[str, StringConstraints(max_length=1_000)] = ""
    successor_code: Line = ""

    @property
    def elements(self) -> Elements:
        return Elements.model_validate(self.document)

    @property
    def is_genuine(self) -> bool:
        return documents.digest(self.document) == self.digest
