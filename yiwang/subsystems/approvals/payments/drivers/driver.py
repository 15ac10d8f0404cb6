"""What must a gateway be able to do?

Nothing it says is believed but what ``verify`` has proved or what an answer to our own question says. Calls
go over a network: they never run inside a transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol


class ForgedError(Exception):
    """A notification whose signature is missing or wrong."""


class UnreachableError(Exception):
    """The gateway did not answer: ask again later, nothing is decided."""


@dataclass(frozen=True)
class Asked:
    """What is to be paid: ``order`` is our number of the attempt, ``back`` the path the payer returns to."""

    order: str
    amount: int
    subject: str
    back: str
    lapses_at: datetime


@dataclass(frozen=True)
class Way:
    """How the payer pays: an address to go to, or the text of a code to scan."""

    kind: Literal["page", "code"]
    target: str


@dataclass(frozen=True)
class Notice:
    """What a gateway says of an order; ``amount`` in fen is what was really paid."""

    order: str
    is_paid: bool
    transaction: str = ""
    amount: int = 0
    at: datetime | None = None


@dataclass(frozen=True)
class GivingBack:
    """``reference``: of the refund; the same one twice gives back once."""

    reference: str
    order: str
    transaction: str
    amount: int
    reason: str


@dataclass(frozen=True)
class GivenBack:
    transaction: str
    at: datetime


@dataclass(frozen=True)
class Entry:
    """A line of a day's statement: money that came, or with ``refund``, our reference, money given back.

    ``transaction``: the gateway's own number, of the payment or of the refund; ``paid_at``: of either.
    """

    transaction: str
    order: str
    amount: int
    paid_at: datetime
    refund: str = ""


class Driver(Protocol):
    """``agreed`` and ``disagreed``: what the gateway expects as the answer to a notification."""

    code: str
    label: str
    agreed: str
    disagreed: str

    def start(self, asked: Asked) -> Way:
        """Raises UnreachableError, or Refused where the gateway will not have the order."""

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Raises ForgedError."""

    def query(self, order: str) -> Notice | None:
        """How the order stands; None: unknown there or not decided. Raises UnreachableError."""

    def refund(self, asked: GivingBack) -> GivenBack:
        """Raises UnreachableError, or Refused where the gateway says no for good."""

    def statement(self, day: date) -> Sequence[Entry]:
        """Everything paid and given back on the day, by the gateway's clock. Raises UnreachableError."""
