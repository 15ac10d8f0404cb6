"""Is there something in an old Office document that runs code?"""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.examination.compounds import STREAM, Compound, Entry

MACRO = "含有宏代码"
OLD_MACRO = "含有 Excel 4.0 宏表"
CONTROL = "含有 ActiveX 控件"
PACKAGE = "嵌有可直接打开的外部文件（OLE 包）"
EQUATION = "嵌有旧版公式编辑器对象（存在已知漏洞）"
ENCRYPTED = "已加密，无法检查内容"

_MAIN_STREAMS = {"worddocument": "doc", "workbook": "xls", "book": "xls", "powerpoint document": "ppt"}
_MACRO_NAMES = {"vba", "_vba_project", "_vba_project_cur", "macros"}
_EQUATION_3 = bytes.fromhex("02ce020000000000c000000000000046")
_LARGEST_OBJECT = 64 << 20


def family_in(compound: Compound) -> str:
    """``doc``, ``xls``, ``ppt`` by the main stream; ``encrypted`` for a locked docx, xlsx or pptx."""
    main = _main_stream(compound)
    if main is not None:
        return _MAIN_STREAMS[main.name.lower()]
    names = {entry.name.lower() for entry in compound.entries if entry.parent == 0}
    return "encrypted" if "encryptedpackage" in names else ""


def _main_stream(compound: Compound) -> Entry | None:
    return next(
        (
            entry
            for entry in compound.entries
            if entry.parent == 0 and entry.kind == STREAM and entry.name.lower() in _MAIN_STREAMS
        ),
        None,
    )


def worries_about(compound: Compound, name: str) -> set[str]:
    """What a security administrator must look at before anybody opens the document."""
    worries = _by_directory(compound)
    main = _main_stream(compound)
    if main is None:
        return worries
    content = compound.stream(main)
    match _MAIN_STREAMS[main.name.lower()]:
        case "doc":
            worries |= _in_word(content)
        case "xls":
            worries |= _in_workbook(content)
        case "ppt":
            worries |= _in_slides(content, name)
    return worries


def _by_directory(compound: Compound) -> set[str]:
    worries = set()
    for entry in compound.entries:
        name = entry.name.lower()
        if name in _MACRO_NAMES:
            worries.add(MACRO)
        elif name == "\x01ole10native":
            worries.add(PACKAGE)
        elif name in {"\x03ocxname", "\x03ocxdata"}:
            worries.add(CONTROL)
        elif name == "equation native" and _is_equation_3(compound, entry):
            worries.add(EQUATION)
        elif name == "encryptedpackage":
            worries.add(ENCRYPTED)
    return worries


def _is_equation_3(compound: Compound, entry: Entry) -> bool:
    """MathType keeps the same stream name; its class is another."""
    holder = compound.entries[entry.parent] if 0 <= entry.parent < len(compound.entries) else None
    return holder is not None and holder.class_id == _EQUATION_3


def _in_word(content: Iterator[bytes]) -> set[str]:
    """FibBase ([MS-DOC] 2.5.2): flag fEncrypted."""
    start = next(content, b"")
    is_encrypted = len(start) >= 12 and struct.unpack_from("<H", start, 10)[0] & 0x0100
    return {ENCRYPTED} if is_encrypted else set()


def _in_workbook(content: Iterator[bytes]) -> set[str]:
    """BoundSheet8 ([MS-XLS] 2.4.28) of type 1 is a macro sheet, of type 6 a module; FilePass locks."""
    worries = set()
    for kind, data in _records(content):
        if kind == 0x0085 and len(data) >= 6 and data[5] in {1, 6}:
            worries.add(OLD_MACRO if data[5] == 1 else MACRO)
        elif kind == 0x002F:
            worries.add(ENCRYPTED)
            break
        elif kind == 0x000A:
            break
    return worries


def _records(content: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """BIFF records as (type, data) until the stream ends or breaks off."""
    reader = _Reader(content)
    while len(header := reader.read(4)) == 4:
        kind, length = struct.unpack("<2H", header)
        yield kind, reader.read(length)


def _in_slides(content: Iterator[bytes], name: str) -> set[str]:
    """VbaInfoAtom, ExControl, ExOleObjStg (MS-PPT 2.4.10, 2.10.10, 2.10.34) in any container."""
    worries: set[str] = set()
    reader = _Reader(content)
    while len(header := reader.read(8)) == 8:
        version, kind, length = struct.unpack("<2HI", header)
        if kind == 0x0FEE:
            worries.add(CONTROL)
        if version & 0xF == 0xF:
            continue
        if kind == 0x0400:
            data = reader.read(length)
            if len(data) >= 8 and struct.unpack_from("<I", data, 4)[0]:
                worries.add(MACRO)
        elif kind == 0x1011:
            worries |= _in_stored_object(reader.read(min(length, _LARGEST_OBJECT)), version >> 4, name)
            reader.skip(max(0, length - _LARGEST_OBJECT))
        elif kind == 0x2F14:
            worries.add(ENCRYPTED)
        else:
            reader.skip(length)
    return worries


def _in_stored_object(data: bytes, instance: int, name: str) -> set[str]:
    try:
        packed = zlib.decompressobj().decompress(data[4:], _LARGEST_OBJECT) if instance == 1 else data
        return worries_about_object(BytesIO(packed), name)
    except (zlib.error, Refused):
        return {"嵌有无法检查的对象"}


def worries_about_object(file: BinaryIO, name: str) -> set[str]:
    """The same for a document or object embedded in another one."""
    return worries_about(Compound(file, name), name)


class _Reader:
    """Reads as much as asked out of pieces of any length."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def read(self, size: int) -> bytes:
        got = bytearray()
        while len(got) < size and (part := self._next(size - len(got))):
            got += part
        return bytes(got)

    def skip(self, size: int) -> None:
        while size > 0 and (part := self._next(size)):
            size -= len(part)

    def _next(self, most: int) -> memoryview:
        if not self._left:
            self._left = memoryview(next(self._pieces, b""))
        part, self._left = self._left[:most], self._left[most:]
        return part
