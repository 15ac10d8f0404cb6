"""Where do the segments of a cut video lie, and which of them may be asked for?"""

import re
from collections.abc import Iterator

from django.core.files import File
from django.core.files.storage import default_storage

PLAYLIST = "index.m3u8"
NAME = re.compile(r"index\.m3u8|part\d{1,5}\.ts")
TYPES = {"m3u8": "application/vnd.apple.mpegurl", "ts": "video/mp2t"}
_PIECE = 1 << 18


def name_of(digest: str, name: str) -> str:
    """The name in the storage. Raises ValueError for what can be no segment."""
    if not NAME.fullmatch(name) or not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError(f"{name!r} is no segment.")
    return f"hls/{digest[:2]}/{digest}/{name}"


def keep(digest: str, name: str, source: "File[bytes]") -> None:
    """Whole or not at all; the same segment twice is one."""
    target = name_of(digest, name)
    if default_storage.exists(target):
        default_storage.delete(target)
    default_storage.save(target, source)


def has(digest: str) -> bool:
    return default_storage.exists(name_of(digest, PLAYLIST))


def pieces(digest: str, name: str) -> Iterator[bytes]:
    with default_storage.open(name_of(digest, name), "rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def size(digest: str, name: str) -> int:
    return default_storage.size(name_of(digest, name))


def exists(digest: str, name: str) -> bool:
    return default_storage.exists(name_of(digest, name))


def remove(digest: str) -> int:
    """Every segment of a video; how many there were."""
    folder = f"hls/{digest[:2]}/{digest}"
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return 0
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    return len(names)
