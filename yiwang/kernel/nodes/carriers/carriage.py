"""Who carries letters to another installation, and how does what that installation sends come in?"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from django.utils.module_loading import import_string

from yiwang.kernel.files import store
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.nodes.actions.arrivals import Enclosed
from yiwang.kernel.nodes.letters import Letter, Opened
from yiwang.kernel.nodes.models import Node, Parcel


class UnreachableError(Exception):
    """The link as a whole does not work; no parcel is to blame."""


class PostponedError(Exception):
    """It did not work this time, or nobody can say whether it did."""


class PausedError(Exception):
    """The time of the round is over in the middle of a large parcel; the next round goes on from there."""


class TornError(Exception):
    """What lies there is not whole: perhaps it is still being copied."""


class Arrival(Protocol):
    """Something that came, until one of ``done``, ``refused``, ``torn`` is called on it.

    ``number``: which parcel it seems to be, before its header could be believed.
    """

    number: int | None

    def letter(self) -> Letter:
        """Raises TornError, RejectedError."""
        ...

    def enclosed(self, opened: Opened) -> Enclosed:
        """The files, checked and received. Raises TornError, RejectedError."""
        ...

    def done(self) -> None:
        """It is dealt with, or will be sent again."""
        ...

    def refused(self) -> None:
        """It was not let in."""
        ...

    def torn(self) -> bool:
        """Leave it for a while; False where it has been left long enough and is rejected now."""
        ...


class Carrier(AbstractContextManager["Carrier"], Protocol):
    """Entered once a round for one node. All methods raise UnreachableError."""

    def carry(self, parcel: Parcel, letter: Letter) -> Letter | None:
        """Hand a parcel over; the other side's answer where the carrier brings one at once.

        Raises PostponedError, PausedError.
        """
        ...

    def carry_note(self, letter: Letter) -> Letter | None: ...

    def settle(self) -> None:
        """What was handed over survives a power cut from here on."""
        ...

    def arrivals(self) -> Iterator[Arrival]: ...

    def is_behind(self) -> bool:
        """Parcels lie here unread which notes may have overtaken."""
        ...


DRIVERS = {
    Node.Carrier.DIRECTORY: "yiwang.kernel.nodes.carriers.directory.DirectoryCarrier",
    Node.Carrier.HTTPS: "yiwang.kernel.nodes.carriers.https.HttpsCarrier",
    Node.Carrier.AMQP: "yiwang.kernel.nodes.carriers.amqp.AmqpCarrier",
}


def carrier(node: Node, here: Node, until: float) -> Carrier:
    """A fresh carrier for a peer; ``until`` (time.monotonic): when a large parcel is to pause."""
    made: Carrier = import_string(DRIVERS[Node.Carrier(node.carrier)])(node, here, until)
    return made


@contextmanager
def whole(file: StoredFile) -> Iterator[Path]:
    """Where the bytes of a file lie, all of them. Raises PostponedError where some are gone."""
    with store.on_disk(file.digest or "") as place:
        if not place.exists():
            raise PostponedError(f"附件“{file.name}”的内容不在文件存储里，请检查存储。")
        if place.stat().st_size != file.size:
            raise PostponedError(f"附件“{file.name}”的内容在文件存储里不完整，请检查存储。")
        yield place
