"""What does the outer zone learn of the prices of medicine? No supplier, no warning."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

PRICES = "supervision.medicine_prices"
MOST_LINES = 100
Amount = Annotated[Decimal, Field(ge=0, max_digits=20, decimal_places=4)]


class Line(BaseModel):
    """The price of a drug at an institution as the public may read it; not shown: take it away."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reference: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    institution: Annotated[str, StringConstraints(max_length=200)] = ""
    drug: Annotated[str, StringConstraints(max_length=120)] = ""
    specification: Annotated[str, StringConstraints(max_length=120)] = ""
    package_unit: Annotated[str, StringConstraints(max_length=20)] = ""
    price: Amount = Decimal(0)
    median: Amount = Decimal(0)
    purchases: int = Field(0, ge=0)
    reference_price: Amount | None = None
    on: date
    is_shown: bool = True


class Prices(BaseModel):
    """``said_at``: of two that speak of the same price the newer holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    said_at: datetime
    lines: Annotated[list[Line], Field(min_length=1, max_length=MOST_LINES)]
