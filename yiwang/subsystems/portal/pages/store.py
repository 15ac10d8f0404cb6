"""How does a file get into the published tree whole, and how does it leave?

Written beside, then moved: a reader finds the old bytes or the new ones, never a part. The protected copies
lie elsewhere under the digest of what they hold, and are never changed.
"""

import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from yiwang.kernel.files import store as received
from yiwang.subsystems.portal.pages import mode, rules

BESIDE = ".being-written-"


def digest_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def place_of(file: str) -> Path:
    """Where a file of the tree lies. Raises ValueError for a name that would leave it."""
    if file.startswith("/") or any(part in {"", ".", ".."} for part in file.split("/")):
        raise ValueError(f"{file!r} leaves the published tree.")
    return mode.published() / file


def copy_of(digest: str) -> Path:
    return mode.protected() / digest[:2] / digest[2:4] / digest


def protect(content: bytes) -> str:
    """Keep a copy under its digest."""
    digest = digest_of(content)
    place = copy_of(digest)
    if not place.exists() or place.stat().st_size != len(content):
        write(place, content, is_lasting=False)
    return digest


def protected(digest: str) -> bytes | None:
    """The copy; None where there is none or it is not what its name says."""
    content = read(copy_of(digest))
    return content if content is not None and digest_of(content) == digest else None


def read(place: Path) -> bytes | None:
    """None where there is no file, or something else is in its place."""
    with opened(place) as descriptor:
        if descriptor is None:
            return None
        try:
            return _all_of(descriptor, os.fstat(descriptor).st_size)
        except OSError:
            return None


@contextmanager
def opened(place: Path) -> Iterator[int | None]:
    """The file, no link followed; None where there is none, or something else is in its place."""
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        yield None
        return
    try:
        yield descriptor if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
    finally:
        os.close(descriptor)


def digest_at(place: Path) -> str | None:
    """Of what lies there, however large; None where nothing does."""
    seen = sha256()
    with opened(place) as descriptor:
        if descriptor is None:
            return None
        try:
            while piece := os.read(descriptor, rules.PIECE):
                seen.update(piece)
        except OSError:
            return None
    return seen.hexdigest()


def pieces_received(digest: str) -> Iterator[bytes]:
    """The bytes of a stored file, a piece at a time. Raises FileNotFoundError where they are lost."""
    with received.opened(digest) as content:
        yield from iter(lambda: content.read(rules.PIECE), b"")


def copy_in(file: str, digest: str, *, is_lasting: bool = True) -> bool:
    """Put a stored file into the tree; whether it is still what its digest says: otherwise nothing changes.

    A copy and no link: whoever writes into the tree must not reach the store. Raises OSError where the disk
    is full.
    """
    place = place_of(file)
    beside = place.with_name(f"{BESIDE}{secrets.token_hex(8)}")
    seen = sha256()

    def digested() -> Iterator[bytes]:
        for piece in pieces_received(digest):
            seen.update(piece)
            yield piece

    try:
        _written(beside, digested(), is_lasting=is_lasting)
        if seen.hexdigest() == digest:
            beside.replace(place)
            return True
    except FileNotFoundError:  # the store has lost it
        pass
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    beside.unlink(missing_ok=True)
    return False


def _all_of(descriptor: int, size: int) -> bytes:
    """Every byte; a file mostly comes in one piece of its own length, and a second that is empty."""
    pieces = []
    while piece := os.read(descriptor, size + 1):
        pieces.append(piece)
        size = 1 << 20
    return b"".join(pieces)


def write(place: Path, content: bytes, *, is_lasting: bool = True) -> None:
    """Whole or not at all; ``is_lasting``: on the disk before this returns.

    Raises OSError where the disk is full: then the former file is still there.
    """
    beside = place.with_name(f"{BESIDE}{secrets.token_hex(8)}")
    try:
        _written(beside, [content], is_lasting=is_lasting)
        beside.replace(place)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def _written(beside: Path, pieces: Iterable[bytes], *, is_lasting: bool) -> None:
    try:
        file = beside.open("xb")
    except FileNotFoundError:
        beside.parent.mkdir(parents=True, exist_ok=True)
        file = beside.open("xb")
    with file:
        for piece in pieces:
            file.write(piece)
        if is_lasting:
            file.flush()
            os.fdatasync(file.fileno())


def take_away(file: str) -> None:
    place_of(file).unlink(missing_ok=True)
