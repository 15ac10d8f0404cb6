"""What is truly in a ZIP file, whatever its headers claim?"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.examination.budget import Budget

_PIECE = 1 << 16
_LARGEST_DIRECTORY = 4 << 20
# A data descriptor with 64-bit sizes takes 24 bytes; the rest is for tools that align their entries.
_LARGEST_GAP = 64
_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_ENCRYPTED = 0x1
_UTF8 = 0x800


@dataclass(frozen=True)
class Member:
    """``name`` as its author saw it; ``start``: where its local header stands."""

    name: str
    raw_name: bytes
    start: int
    packed: int
    size: int
    crc: int
    method: int
    is_encrypted: bool

    @property
    def is_readable(self) -> bool:
        return not self.is_encrypted and self.method in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


@dataclass(frozen=True)
class Directory:
    members: tuple[Member, ...]
    has_hidden_bytes: bool


def directory(file: BinaryIO, budget: Budget) -> Directory:
    """The members in the order of their bytes.

    Raises Refused for a directory that is broken or too large, for overlapping members and for names that
    lead out of the folder in which the archive is unpacked.
    """
    _refuse_large_directory(file, budget)
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            end = archive.start_dir
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error, IndexError):
        raise Refused(f"“{budget.name}”已损坏，无法打开，请重新制作后上传。") from None
    budget.enter(len(infos))
    members = tuple(sorted((_member(info, budget) for info in infos), key=lambda member: member.start))
    return Directory(members, _has_hidden_bytes(file, members, end, budget))


def _refuse_large_directory(file: BinaryIO, budget: Budget) -> None:
    """Before zipfile builds an object for every entry: the end record says how long the directory is."""
    file.seek(0, 2)
    total = file.tell()
    file.seek(max(0, total - 65_535 - _END.size))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise Refused(f"“{budget.name}”不完整，可能没有传完，请重新上传。")
    length = _END.unpack_from(tail, at)[5]
    if length == 0xFFFFFFFF:
        wide = tail.rfind(b"PK\x06\x06", 0, at)
        length = struct.unpack_from("<Q", tail, wide + 40)[0] if wide >= 0 and wide + 48 <= at else total
    if length > _LARGEST_DIRECTORY:
        raise Refused(f"“{budget.name}”内的文件过多，请拆成几个压缩包再上传。")


def _member(info: zipfile.ZipInfo, budget: Budget) -> Member:
    utf8 = bool(info.flag_bits & _UTF8)
    raw = info.orig_filename.encode("utf-8" if utf8 else "cp437", errors="replace")
    name = info.orig_filename if utf8 else _read_name(raw)
    if _leads_out(name) or stat.S_ISLNK(info.external_attr >> 16):
        raise Refused(f"“{budget.name}”内有文件指向压缩包之外，不能上传。")
    encrypted = bool(info.flag_bits & _ENCRYPTED)
    return Member(
        name,
        raw,
        info.header_offset,
        info.compress_size,
        info.file_size,
        info.CRC,
        info.compress_type,
        encrypted,
    )


def _read_name(raw: bytes) -> str:
    """Chinese Windows writes names in GBK without saying so."""
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("cp437")


def _leads_out(name: str) -> bool:
    path = name.replace("\\", "/")
    return "\x00" in path or path.startswith("/") or path[1:2] == ":" or ".." in path.split("/")


def _has_hidden_bytes(file: BinaryIO, members: tuple[Member, ...], end: int, budget: Budget) -> bool:
    """Whether bytes lie between members that nobody names; raises Refused where members overlap."""
    at, hidden = 0, False
    for member in members:
        if member.start < at:
            raise Refused(f"“{budget.name}”内的文件互相重叠，疑似压缩炸弹，不能上传。")
        hidden = hidden or member.start - at > _LARGEST_GAP
        at = _data_start(file, member, budget) + member.packed
    if at > end:
        raise Refused(f"“{budget.name}”内的文件互相重叠，疑似压缩炸弹，不能上传。")
    return hidden or end - at > _LARGEST_GAP


def _data_start(file: BinaryIO, member: Member, budget: Budget) -> int:
    file.seek(member.start)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        raise Refused(f"“{budget.name}”已损坏，无法打开，请重新制作后上传。")
    name_length, extra_length = _LOCAL.unpack(header)[-2:]
    if file.read(name_length) != member.raw_name:
        raise Refused(f"“{budget.name}”的目录与内容不一致，不能上传。")
    return member.start + _LOCAL.size + name_length + extra_length


def inflated(file: BinaryIO, member: Member, budget: Budget) -> Iterator[bytes]:
    """What truly comes out of a readable member, counted as it comes, not as its header claims.

    Raises Refused where the budget ends and where length or checksum is not what was declared.
    """
    at = _data_start(file, member, budget)
    decompressor = zlib.decompressobj(-zlib.MAX_WBITS) if member.method == zipfile.ZIP_DEFLATED else None
    left, out, crc = member.packed, 0, 0
    while left:
        file.seek(at)
        packed = file.read(min(_PIECE, left))
        if not packed:
            break
        at, left = at + len(packed), left - len(packed)
        for piece in _unpacked(decompressor, packed, budget):
            budget.spend(len(piece))
            out, crc = out + len(piece), zlib.crc32(piece, crc)
            yield piece
    is_whole = left == 0 and (decompressor is None or decompressor.eof)
    if not is_whole or out != member.size or crc != member.crc:
        raise Refused(f"“{budget.name}”内“{member.name[:60]}”与声明的大小或校验值不符，不能上传。")


def _unpacked(decompressor: "zlib._Decompress | None", packed: bytes, budget: Budget) -> Iterator[bytes]:
    if decompressor is None:
        yield packed
        return
    try:
        while packed and not decompressor.eof:
            yield decompressor.decompress(packed, _PIECE * 4)
            packed = decompressor.unconsumed_tail
    except zlib.error:
        raise Refused(f"“{budget.name}”已损坏，无法打开，请重新制作后上传。") from None
