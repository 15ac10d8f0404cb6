"""Is there something in a PDF that runs by itself?"""

import mmap
import re
import zlib
from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO

from yiwang.kernel.files.examination.budget import Budget

_REASONS = ("含有 JavaScript 脚本", "打开时会启动外部程序", "嵌有 Flash 动画", "多媒体动作中含有脚本")
UNREADABLE = "含有无法检查的压缩或加密内容"
_LONGEST_DICTIONARY = 4096
_LARGEST_OBJECT_STREAM = 64 << 20
_PIECE = 1 << 18


def _spelt(name: str) -> bytes:
    """A pattern for a PDF name in which any character may be written as #hh (ISO 32000-1, 7.3.5)."""
    return "".join(f"(?:{character}|#(?i:{ord(character):02x}))" for character in name).encode()


# One slash in front of all: skipping to the next slash is a hundred times faster than trying each name.
_ACTIONS = re.compile(
    b"/(?:%s)" % b"|".join(b"(%s)" % _spelt(n) for n in ("JavaScript", "Launch", "RichMedia", "Rendition"))
)
_OBJECT_STREAM = re.compile(b"/" + _spelt("ObjStm"))
_FILTER = re.compile(b"/" + _spelt("Filter"))
_STREAM = re.compile(rb"stream[ \t]*(?:\r\n|\n|\r)")


def worries_about(file: BinaryIO, budget: Budget) -> set[str]:
    """Scripts, launches and Flash, in plain objects and in compressed object streams (ISO 32000-1, 7.5.7).

    Raises Refused where an object stream is a bomb.
    """
    with closing(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) as content:
        worries = set(_actions_in(content))
        for start in _object_streams(content):
            worries |= _in_object_stream(content, start, budget)
    return worries


def _actions_in(content: "mmap.mmap | bytes") -> Iterator[str]:
    for match in _ACTIONS.finditer(content):
        yield _REASONS[(match.lastindex or 1) - 1]


def _object_streams(content: mmap.mmap) -> Iterator[int]:
    """Where the packed bytes of compressed object streams begin; plain ones were read with the rest."""
    for match in _STREAM.finditer(content):
        before = content[max(0, match.start() - _LONGEST_DICTIONARY) : match.start()]
        if before.endswith(b"end"):
            continue
        dictionary = before[before.rfind(b"obj") + 1 :]
        if _OBJECT_STREAM.search(dictionary) and _FILTER.search(dictionary):
            yield match.end()


def _in_object_stream(content: mmap.mmap, start: int, budget: Budget) -> set[str]:
    text = _inflated(content, start, budget)
    # An object stream begins with pairs of numbers; anything else is packed twice, predicted or encrypted.
    if not text.lstrip()[:1].isdigit():
        return {UNREADABLE}
    return set(_actions_in(text))


def _inflated(content: mmap.mmap, start: int, budget: Budget) -> bytes:
    """What one deflate stream holds; empty where it is none or far too long."""
    decompressor = zlib.decompressobj()
    out = bytearray()
    at = start
    try:
        while not decompressor.eof and at < len(content):
            packed = content[at : at + _PIECE]
            at += len(packed)
            while packed and not decompressor.eof:
                piece = decompressor.decompress(packed, _PIECE)
                budget.spend(len(piece))
                out += piece
                if len(out) > _LARGEST_OBJECT_STREAM:
                    return b""
                packed = decompressor.unconsumed_tail
    except zlib.error:
        return b""
    return bytes(out)
