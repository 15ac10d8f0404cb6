"""How is a file read line by line without ever holding more than one line of it?"""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from yiwang.kernel.publications.recognition import html_text

LONGEST_LINE = 32_000_000
# Text shrinks about tenfold; deflate at most 1032-fold. What unpacks like this beyond a size is a bomb.
_BOMB_RATIO = 150
_BOMB_SIZE = 256_000_000
_PART = 1_000_000
_SAMPLE = 65_536


class Unreadable(ValueError):  # noqa: N818 - an answer, not a fault
    """The rest of the file cannot be read; the message says in Chinese why."""


@dataclass(frozen=True)
class RawLine:
    """One line by number; ``data`` is None where it was too long, ``beginning`` is its first bytes."""

    number: int
    data: bytes | None
    beginning: bytes


class Opened:
    """An open file, unpacked where it is packed, that knows how far it was read."""

    def __init__(self, raw: BinaryIO, *, packed: bool) -> None:
        self.raw = raw
        unpacked = cast(io.RawIOBase, gzip.GzipFile(fileobj=raw) if packed else raw)
        self.stream = io.BufferedReader(unpacked, _SAMPLE)
        self.unpacked = 0

    @property
    def read_bytes(self) -> int:
        """How many bytes of the file itself were read."""
        return self.raw.tell()

    @property
    def likely_encoding(self) -> str:
        """Asked before anything was read: what most lines at the beginning are written in."""
        try:
            return html_text.likely_encoding(self.stream.peek(_SAMPLE))
        except (OSError, EOFError, zlib.error):
            return "utf-8"

    def part(self, size: int) -> bytes:
        """At most ``size`` bytes up to the end of a line; raises Unreadable for a broken archive, a bomb."""
        try:
            data = self.stream.readline(size)
        except (OSError, EOFError, zlib.error) as error:
            raise Unreadable(f"压缩文件已损坏，读到这里为止（{type(error).__name__}）。") from None
        self.unpacked += len(data)
        if self.unpacked > _BOMB_SIZE and self.unpacked > _BOMB_RATIO * max(self.read_bytes, 1):
            raise Unreadable("压缩比异常（疑似压缩炸弹），读到这里为止。")
        return data

    def lines(self) -> Iterator[RawLine]:
        """Every line with its number; one that is too long is passed over, not held."""
        number = 0
        while data := self.part(LONGEST_LINE + 1):
            number += 1
            if len(data) <= LONGEST_LINE:
                yield RawLine(number, data, data[:400])
                continue
            beginning = data[:400]
            while not data.endswith(b"\n") and (data := self.part(_PART)):
                pass
            yield RawLine(number, None, beginning)

    def whole(self) -> bytes:
        """The whole file; raises Unreadable where it is longer than a line may be."""
        parts: list[bytes] = []
        while data := self.part(_PART):
            parts.append(data)
            if self.unpacked > LONGEST_LINE:
                raise Unreadable(f"文件超过 {LONGEST_LINE // 1_000_000} MB，不像一篇文件。")
        return b"".join(parts)


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The file, unpacked by its first two bytes and not by its name."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        yield Opened(raw, packed=packed)
