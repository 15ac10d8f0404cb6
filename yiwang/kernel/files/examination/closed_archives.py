"""Is a RAR or 7z archive, which we cannot unpack, encrypted?"""

import lzma
import struct
from io import BytesIO
from typing import BinaryIO

_RAR_4 = b"Rar!\x1a\x07\x00"
_RAR_5 = b"Rar!\x1a\x07\x01\x00"
_SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
_AES = b"\x06\xf1\x07\x01"
_MOST_BLOCKS = 50_000
_LARGEST_HEADER = 16 << 20


class Unreadable(Exception):  # noqa: N818 - an answer, not a fault
    """The headers are not as the format says."""


def is_encrypted(file: BinaryIO) -> bool:
    """Whether contents or names are encrypted, by the headers; raises Unreadable."""
    file.seek(0)
    start = file.read(8)
    try:
        if start.startswith(_RAR_5):
            return _is_rar_5_encrypted(file)
        if start.startswith(_RAR_4):
            return _is_rar_4_encrypted(file)
        if start.startswith(_SEVEN_ZIP):
            return _AES in _seven_zip_header(file)
    except (struct.error, IndexError, ValueError, lzma.LZMAError, EOFError, OverflowError, OSError):
        raise Unreadable from None
    raise Unreadable


def _is_rar_4_encrypted(file: BinaryIO) -> bool:
    """RAR 4 technote: block type 0x73 with flag 0x80, file blocks 0x74 with flag 0x04."""
    at = len(_RAR_4)
    for _ in range(_MOST_BLOCKS):
        file.seek(at)
        header = file.read(11)
        if len(header) < 7:
            return False
        kind, flags, size = struct.unpack_from("<xxBHH", header)
        if (kind == 0x73 and flags & 0x80) or (kind == 0x74 and flags & 0x04):
            return True
        if kind == 0x7B:
            return False
        if size < 7:
            raise Unreadable
        has_data = flags & 0x8000 or kind == 0x74
        at += size + (struct.unpack_from("<I", header, 7)[0] if has_data else 0)
    raise Unreadable


def _is_rar_5_encrypted(file: BinaryIO) -> bool:
    """RAR 5: header type 4 encrypts all that follows; record 1 in a file header encrypts the file."""
    at = len(_RAR_5)
    for _ in range(_MOST_BLOCKS):
        file.seek(at + 4)
        length, used = _number(file.read(3), 0)
        file.seek(at + 4 + used)
        header = file.read(length)
        if not length or len(header) < length:
            return False
        kind, here = _number(header, 0)
        flags, here = _number(header, here)
        extra, here = _number(header, here) if flags & 1 else (0, here)
        data, here = _number(header, here) if flags & 2 else (0, here)
        if kind == 4 or (kind == 2 and _has_encryption_record(header[len(header) - extra :])):
            return True
        if kind == 5:
            return False
        at += 4 + used + length + data
    raise Unreadable


def _has_encryption_record(extra: bytes) -> bool:
    at = 0
    while at < len(extra):
        size, start = _number(extra, at)
        kind, _ = _number(extra, start)
        if kind == 1:
            return True
        at = start + max(1, size)
    return False


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A variable-length integer, seven bits a byte, and where the next one begins."""
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at
        if shift > 63:
            raise Unreadable


def _seven_zip_header(file: BinaryIO) -> bytes:
    """The header at the end, unpacked where it is packed (7zFormat.txt)."""
    file.seek(12)
    offset, size = struct.unpack("<QQ", file.read(16))
    if size > _LARGEST_HEADER:
        raise Unreadable
    file.seek(32 + offset)
    header = file.read(size)
    if len(header) < size or not header:
        raise Unreadable
    if header[0] == 0x01 or _AES in header:
        return header
    if header[0] != 0x17:
        raise Unreadable
    return _unpacked_header(file, header)


def _unpacked_header(file: BinaryIO, header: bytes) -> bytes:
    reader = BytesIO(header[1:])
    _expect(reader, 0x06)
    position, _count = _seven_number(reader), _seven_number(reader)
    _expect(reader, 0x09)
    packed_size = _seven_number(reader)
    while reader.read(1) != b"\x07":
        if reader.tell() >= len(header) - 1:
            raise Unreadable
    _expect(reader, 0x0B)
    _expect(reader, 0x01)
    _expect(reader, 0x00)
    _expect(reader, 0x01)
    _expect(reader, 0x23)
    if reader.read(3) != b"\x03\x01\x01" or _seven_number(reader) != 5:
        raise Unreadable
    properties = reader.read(5)
    _expect(reader, 0x0C)
    unpacked_size = _seven_number(reader)
    if max(unpacked_size, packed_size) > _LARGEST_HEADER:
        raise Unreadable
    file.seek(32 + position)
    decoder = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[_lzma_filter(properties)])
    return decoder.decompress(file.read(packed_size), unpacked_size)


def _expect(reader: BytesIO, byte: int) -> None:
    if reader.read(1) != bytes([byte]):
        raise Unreadable


def _seven_number(reader: BytesIO) -> int:
    """The leading ones of the first byte say how many bytes follow."""
    first = reader.read(1)[0]
    value, mask = 0, 0x80
    for index in range(8):
        if not first & mask:
            return value | (first & (mask - 1)) << (8 * index)
        value |= reader.read(1)[0] << (8 * index)
        mask >>= 1
    return value


def _lzma_filter(properties: bytes) -> dict[str, int]:
    packed, dictionary = struct.unpack("<BI", properties)
    if dictionary > 64 << 20:
        raise Unreadable
    rest, lc = divmod(packed, 9)
    pb, lp = divmod(rest, 5)
    return {"id": lzma.FILTER_LZMA1, "dict_size": dictionary, "lc": lc, "lp": lp, "pb": pb}
