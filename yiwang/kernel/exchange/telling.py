"""Which rows does one zone tell the other of, again and again as they change?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from yiwang.kernel.exchange.models import Crossing
    from yiwang.kernel.files.models import StoredFile


@dataclass(frozen=True)
class Said:
    """A row as the other zone has to know it now. Subjects stand in the exchange for ever: they name nobody.

    ``kept``: columns of the row to be written once this has been sent.
    """

    subject: str
    body: BaseModel
    files: "Sequence[StoredFile]" = ()
    kept: Mapping[str, Any] = field(default_factory=dict)


def _nothing(row: Any) -> None:
    """What most rooms do besides."""


@dataclass(frozen=True)
class Telling:
    """``key``: the columns by which row and body (its part ``where``) name the same thing; ``counted``: the
    growing number in the body. ``failed``: the act recorded where it did not get there, ``besides``: what
    else is done then, in the same transaction, with the row.
    """

    kind: str
    model: "type[Crossing]"
    said: Callable[[Any], Said]
    key: tuple[str, ...]
    failed: str
    counted: str = "sequence"
    besides: Callable[[Any], None] = _nothing
    zone: str = "outer"
    where: str = ""


_registered: "dict[type[Crossing], Telling]" = {}
_again: dict[str, Callable[[], int]] = {}


def register(telling: Telling) -> None:
    """From ``AppConfig.ready``. What was registered first is told first by the regular job."""
    _registered[telling.model] = telling


def register_again(name: str, call: Callable[[], int]) -> None:
    """For a room that counts in a way of its own: ``call`` owes the outer zone everything once more, in
    transactions of its own; how many rows.
    """
    _again[name] = call


def everything_again() -> Mapping[str, Callable[[], int]]:
    return MappingProxyType(_again)


def registered() -> "Mapping[type[Crossing], Telling]":
    return MappingProxyType(_registered)
