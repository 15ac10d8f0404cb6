"""What do the zones tell each other of bills, payments and refunds?"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from yiwang.subsystems.approvals.payments import rules

BILL, PAYMENT = "approvals.bill", "approvals.payment"
REFUND, REFUNDED = "approvals.refund", "approvals.refunded"
STATEMENT = "approvals.statement"

Reference = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Line = Annotated[str, StringConstraints(max_length=200)]
Short = Annotated[str, StringConstraints(max_length=64)]
Driver = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,20}$")]
Fen = Annotated[int, Field(ge=0, le=rules.MOST_FEN * 50)]


class Body(BaseModel):
    """An unknown field is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BillLine(Body):
    code: Short
    name: Line
    standard: Line = ""
    basis: Annotated[str, StringConstraints(max_length=4_000)] = ""
    quantity: int = Field(default=1, ge=1)
    full: Fen
    amount: Fen
    relief: Literal["", "reduced", "exempted"] = ""
    ground: Annotated[str, StringConstraints(max_length=300)] = ""


class Bill(Body):
    """A bill as it stands; of several the highest ``version`` holds. ``payer`` is masked.

    ``voucher``: number of the receipt, whose PDF may come with it.
    """

    reference: Reference
    version: int = Field(ge=1)
    number: Short
    submission: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")] = ""
    title: Line
    unit: Annotated[str, StringConstraints(max_length=120)]
    payer: Annotated[str, StringConstraints(max_length=120)]
    lines: list[BillLine] = Field(max_length=50)
    total: Fen
    state: Literal["due", "paid", "partly", "refunded", "voided", "free"]
    due_on: date
    paid_at: datetime | None = None
    refunded: Fen = 0
    voucher: Annotated[str, StringConstraints(max_length=24)] = ""


class Payment(Body):
    """Money that a gateway took; ``reference`` of the bill, ``transaction``: the gateway's number."""

    reference: Reference
    driver: Driver
    order: Short
    transaction: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    amount: Annotated[int, Field(gt=0, le=rules.MOST_FEN * 50)]
    paid_at: datetime


class Refund(Body):
    """Give back ``amount`` of a payment; ``reference`` of the refund."""

    reference: Reference
    driver: Driver
    order: Short
    transaction: Short
    amount: Annotated[int, Field(gt=0, le=rules.MOST_FEN * 50)]
    reason: Annotated[str, StringConstraints(max_length=300)]


class Refunded(Body):
    """What became of a refund; ``said``: why it failed."""

    reference: Reference
    is_done: bool
    transaction: Short = ""
    said: Annotated[str, StringConstraints(max_length=300)] = ""
    at: datetime


class StatementEntry(Body):
    """A payment as the gateway has it, or with ``refund``, the reference of a refund, money given back.

    ``bill`` is the reference of the bill where we know the order.
    """

    transaction: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    order: Short
    amount: Annotated[int, Field(gt=0, le=rules.MOST_FEN * 50)]
    paid_at: datetime
    bill: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")] = ""
    refund: Annotated[str, StringConstraints(max_length=64)] = ""


class Statement(Body):
    """Everything that a gateway took and gave back on a day."""

    driver: Driver
    day: date
    entries: list[StatementEntry] = Field(default=[], max_length=100_000)
