"""Where do bytes lie under their digest, on a local disk or in an object store?"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage

from yiwang.kernel.files.arrivals import PIECE, Arrival


def name_of(digest: str) -> str:
    """Path inside the storage; 256 folders keep each of them small."""
    return f"{digest[:2]}/{digest}"


def local_path(digest: str) -> Path | None:
    """Where the bytes lie on this machine's disk; None where the storage has no disk."""
    try:
        return Path(default_storage.path(name_of(digest)))
    except NotImplementedError:
        return None


def has(digest: str) -> bool:
    return default_storage.exists(name_of(digest))


def prepare(arrival: Arrival) -> None:
    """The slow part of keeping, done before the transaction: to the platter, or across the network."""
    arrival.settle()
    if local_path(arrival.digest) is None:
        keep(arrival)


def keep(arrival: Arrival) -> None:
    """Have the bytes under their digest, whole or not at all; the caller holds the blob's row."""
    path = local_path(arrival.digest)
    if path is None:
        if not has(arrival.digest):
            _send(arrival)
    elif not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        arrival.path.chmod(0o640)
        arrival.path.replace(path)
        _settle_folder(path.parent)


def _send(arrival: Arrival) -> None:
    name = name_of(arrival.digest)
    with arrival.path.open("rb") as file:
        saved = default_storage.save(name, File(file))
    if saved != name:
        # Somebody else was faster with the same bytes; a storage that never overwrites made a second copy.
        default_storage.delete(saved)


def _settle_folder(folder: Path) -> None:
    """A rename survives a power cut only when the folders that name the file do."""
    for each in (folder, folder.parent):
        descriptor = os.open(each, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove(digest: str) -> None:
    default_storage.delete(name_of(digest))


def opened(digest: str) -> "File[bytes]":
    return default_storage.open(name_of(digest), "rb")


@contextmanager
def on_disk(digest: str) -> Iterator[Path]:
    """The bytes as a file on this machine; a passing copy where the storage has no disk."""
    path = local_path(digest)
    if path is not None:
        yield path
        return
    with Arrival() as copy, opened(digest) as file:
        for piece in file.chunks(PIECE):
            copy.write(piece)
        yield copy.path
