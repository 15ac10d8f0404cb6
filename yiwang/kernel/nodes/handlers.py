"""Who takes a parcel that has arrived, and who hears what became of one that was posted?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from yiwang.kernel.errors import Refused

if TYPE_CHECKING:
    from yiwang.kernel.files.models import StoredFile
    from yiwang.kernel.nodes.models import Node, Parcel


@dataclass(frozen=True)
class Arrived:
    """A parcel of another installation (or our own) whose signature, digest and files have been checked.

    ``files``: by SHA-256, those in quarantine too: look at ``state``. ``refused_files``: why a file was not
    taken, by SHA-256. ``sent_at``: when it was posted there, by that installation's clock.
    """

    node: "Node"
    kind: str
    body: dict[str, Any]
    sent_at: datetime
    number: int
    files: "dict[str, StoredFile]" = field(default_factory=dict)
    refused_files: dict[str, str] = field(default_factory=dict)


Call = Callable[[Arrived], None]
Settled = Callable[["Parcel"], None]
_calls: dict[str, Call] = {}
_settled: dict[str, Settled] = {}


def register(kind: str, call: Call, settled: Settled | None = None) -> None:
    """Say once, in ``AppConfig.ready``, who takes parcels of a kind.

    ``call`` runs inside the transaction that marks the parcel as taken: exactly once in effect. Refused
    raised there goes back to the sender as a negative receipt; any other exception undoes all, and the parcel
    comes again.
    ``settled`` hears of parcels that were posted here, inside the transaction in which they become
    acknowledged, refused, stuck or dropped (look at ``state`` and ``last_error``).
    """
    _calls[kind] = call
    if settled:
        _settled[kind] = settled


def take(arrived: Arrived) -> None:
    """Give a parcel to whoever takes its kind. Raises Refused, also where nobody does."""
    call = _calls.get(arrived.kind)
    if call is None:
        raise Refused(f"收件平台没有办理“{arrived.kind}”的模块，请核对双方的版本。")
    call(arrived)


def settle(parcel: "Parcel") -> None:
    if heard := _settled.get(parcel.kind):
        heard(parcel)


def hears(kind: str) -> bool:
    """Whether somebody wants to know what became of parcels of a kind."""
    return kind in _settled
