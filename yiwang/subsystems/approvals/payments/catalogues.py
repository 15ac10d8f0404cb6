"""What may be charged in a case of a kind, and who else wants to know? The subsystem of the kind says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.payments.rules import Fee

if TYPE_CHECKING:
    from yiwang.kernel.cases.models import Case
    from yiwang.subsystems.approvals.payments.models import Bill


def _tracked_nowhere(case: "Case") -> str:
    return ""


def _follows_nothing(by: Actor, bill: "Bill") -> None:
    """Nobody waits for the payment."""


@dataclass(frozen=True)
class Catalogue:
    """``fees(case)``: the fees of the edition that the case is handled by.

    ``submission(case)``: reference of the intake matter on whose progress page the bill is shown, or "".
    ``followed(by, bill)``: runs in the transaction in which a bill is sent, paid, voided or paid back.
    """

    fees: "Callable[[Case], Sequence[Fee]]"
    submission: "Callable[[Case], str]" = _tracked_nowhere
    followed: "Callable[[Actor, Bill], None]" = _follows_nothing


_registered: dict[str, Catalogue] = {}


def register(kind: str, catalogue: Catalogue) -> None:
    """For a kind of ``cases.kinds``, from ``AppConfig.ready``."""
    _registered[kind] = catalogue


def of(case: "Case") -> Catalogue:
    """Raises Refused for a kind of case in which nothing is charged."""
    if case.kind not in _registered:
        raise Refused("这类办件没有收费目录，依法不得收取费用。")
    return _registered[case.kind]
