"""Who else wants to know of every receipt, once, after it is committed?"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yiwang.kernel.exchange.models import Receipt

_registered: "list[Callable[[Sequence[Receipt]], None]]" = []


def register(call: "Callable[[Sequence[Receipt]], None]") -> None:
    """``call`` gets receipts in batches, in the transaction that marks them as followed: each once."""
    _registered.append(call)


def registered() -> "tuple[Callable[[Sequence[Receipt]], None], ...]":
    return tuple(_registered)
