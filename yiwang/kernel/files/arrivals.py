"""How do bytes come in without ever lying whole in memory?"""

import hashlib
import os
import secrets
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, Self

from django.conf import settings
from django.core.files import File

PIECE = 1 << 20
PREFIX = "arriving-"


class Readable(Protocol):
    """Whatever gives bytes: an open file, a response, a BytesIO."""

    def read(self, size: int = ..., /) -> bytes: ...


def folder() -> Path:
    """Where half-received files lie: in the volume of the stored ones, so that keeping one is a rename."""
    return Path(settings.MEDIA_ROOT) / "incoming"


class Arrival:
    """A temporary file that knows its size and digest; gone when closed, unless the store took it over."""

    def __init__(self) -> None:
        folder().mkdir(parents=True, exist_ok=True)
        self.path = folder() / f"{PREFIX}{secrets.token_hex(16)}"
        descriptor = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        self.file: BinaryIO = os.fdopen(descriptor, "r+b", buffering=0)
        self.size = 0
        self._sha256 = hashlib.sha256()
        self._discard = weakref.finalize(self, _discard, self.file, self.path)

    def write(self, piece: bytes) -> None:
        """All of the piece. Raises OSError where the disk has no room for the rest of it."""
        rest = memoryview(piece)
        while rest:
            # On a disk that is nearly full a write may take a part and say so only by its count.
            rest = rest[self.file.write(rest) :]
        self._sha256.update(piece)
        self.size += len(piece)

    @property
    def digest(self) -> str:
        return self._sha256.hexdigest()

    def settle(self) -> None:
        """Make sure that the bytes survive a power cut from here on."""
        os.fsync(self.file.fileno())

    def close(self) -> None:
        self._discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _discard(file: BinaryIO, path: Path) -> None:
    file.close()
    path.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[Iterator[bytes]]:
    """The bytes of a file on this machine, a megabyte at a time."""
    with path.open("rb") as file:
        yield iter(lambda: file.read(PIECE), b"")


def pieces(source: "Readable | File[bytes]") -> Iterator[bytes]:
    """The source's bytes from where it stands (an upload: from its beginning), a megabyte at a time."""
    if isinstance(source, File):
        yield from source.chunks(PIECE)
        return
    while piece := source.read(PIECE):
        yield piece
