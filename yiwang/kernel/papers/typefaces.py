"""Which typefaces of this machine set a paper, and which characters can they show?"""

import struct
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

from yiwang.kernel.errors import Refused

BODY = (
    "FangSong",
    "仿宋",
    "FangSong_GB2312",
    "STFangsong",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Serif SC",
)
HEAD = (
    "SimHei",
    "黑体",
    "STHeiti",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "WenQuanYi Zen Hei",
)
TITLE = ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC")
FALLBACK = ("WenQuanYi Zen Hei", "AR PL UMing CN", "HanaMinA", "HanaMinB")


@dataclass(frozen=True)
class Typefaces:
    """The typefaces that are there, best first, and what typst searches them in."""

    fonts: typst.Fonts
    body: tuple[str, ...]
    head: tuple[str, ...]
    title: tuple[str, ...]


@cache
def installed() -> Typefaces:
    """The typefaces of this machine, looked for once a process.

    Raises Refused naming the Debian package where no Chinese typeface is there.
    """
    fonts = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False)
    families = fonts.families()
    body, head, title = (_there(wanted, families) for wanted in (BODY, HEAD, TITLE))
    chinese = body or head or title or _there(FALLBACK, families)
    if not chinese:
        raise Refused("服务器没有中文字体，无法生成文书。请管理员安装 fonts-noto-cjk 软件包。")
    return Typefaces(fonts, body or chinese, head or chinese, title or chinese)


def unshown(characters: Iterable[str]) -> list[str]:
    """Which of these characters no typeface of this machine can show."""
    return sorted(one for one in set(characters) if not one.isspace() and not _is_shown(ord(one)))


def _there(wanted: Iterable[str], families: Iterable[str]) -> tuple[str, ...]:
    present = set(families)
    return tuple(family for family in wanted if family in present)


@cache
def _is_shown(code: int) -> bool:
    return any(_covers(*face, code) for face in _faces())


@cache
def _faces() -> tuple[tuple[str, int], ...]:
    """Files and indexes of all typefaces, those of the body first: they answer nearly every question."""
    found = installed()
    best = {family: place for place, family in enumerate((*found.body, *found.head))}
    infos = sorted(found.fonts.fonts(), key=lambda info: best.get(info.family, len(best)))
    return tuple(dict.fromkeys((info.path, info.index) for info in infos if info.path))


def _covers(path: str, index: int, code: int) -> bool:
    starts, ends = _ranges(path, index)
    place = bisect_right(starts, code) - 1
    return place >= 0 and code <= ends[place]


@cache
def _ranges(path: str, index: int) -> tuple[Sequence[int], Sequence[int]]:
    """First and last characters of the ranges that a face has glyphs for (OpenType: table cmap)."""
    with Path(path).open("rb") as file:
        start = 0
        if file.read(4) == b"ttcf":
            file.seek(12 + 4 * index)
            (start,) = struct.unpack(">I", file.read(4))
        file.seek(start + 4)
        (tables,) = struct.unpack(">H6x", file.read(8))
        for _ in range(tables):
            name, offset, length = struct.unpack(">4s4xII", file.read(16))
            if name == b"cmap":
                file.seek(offset)
                return _read(file.read(length))
    return (), ()


def _read(cmap: bytes) -> tuple[Sequence[int], Sequence[int]]:
    """The ranges of the best subtable: format 12 knows all characters, format 4 the first 65,536."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    subtables = [struct.unpack_from(">I", cmap, 8 + 8 * number)[0] for number in range(count)]
    formats = {struct.unpack_from(">H", cmap, at)[0]: at for at in subtables}
    if 12 in formats:
        (groups,) = struct.unpack_from(">I", cmap, formats[12] + 12)
        numbers = struct.unpack_from(f">{3 * groups}I", cmap, formats[12] + 16)
        return numbers[::3], numbers[1::3]
    if 4 in formats:
        half = struct.unpack_from(">H", cmap, formats[4] + 6)[0] // 2
        ends = struct.unpack_from(f">{half}H", cmap, formats[4] + 14)
        return struct.unpack_from(f">{half}H", cmap, formats[4] + 16 + 2 * half), ends
    return (), ()
