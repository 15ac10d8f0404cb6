"""Files for tests, honest and hostile, made in memory with sensible defaults."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.formats import ANY
from yiwang.kernel.files.models import StoredFile

# Cut in pieces, so that no scanner takes this file for the thing.
EICAR = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!" + "$H+H*").encode()
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def make_stored(content: bytes = b"", name: str = "", by: Actor = SYSTEM, **changes: Any) -> StoredFile:
    """Received as it would be; then ``changes`` are written over its columns."""
    stored = receive(by, io.BytesIO(content or make_pdf()), name or "通知.pdf", kinds=ANY)
    if changes:
        StoredFile.objects.filter(pk=stored.pk).update(**changes)
        stored.refresh_from_db()
    return stored


def make_zip(members: dict[str, bytes] | None = None, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The same bytes each time: the members carry no time of today."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in ({"说明.txt": b"hello"} if members is None else members).items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return out.getvalue()


def make_docx(parts: dict[str, bytes] | None = None, *, folder: str = "word", types: str = "") -> bytes:
    """A Word document (``folder="xl"``, ``"ppt"``: the others) with more parts and content types."""
    main = {"word": "document.xml", "xl": "workbook.xml", "ppt": "presentation.xml"}[folder]
    content_types = f'<?xml version="1.0"?><Types xmlns="{CONTENT_TYPES}">{types}</Types>'
    return make_zip(
        {
            "[Content_Types].xml": content_types.encode(),
            f"{folder}/{main}": b'<?xml version="1.0"?><w>text</w>',
            **(parts or {}),
        }
    )


def make_relations(kind: str, target: str, mode: str = "External") -> bytes:
    return (
        f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}"><Relationship Id="r1"'
        f' Type="{OFFICE_RELATION}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    ).encode()


def make_ofd(parts: dict[str, bytes] | None = None) -> bytes:
    return make_zip({"OFD.xml": b'<?xml version="1.0"?><ofd:OFD/>', **(parts or {})})


def make_pdf(catalog: bytes = b"", *, rest: bytes = b"") -> bytes:
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
        + rest
        + b"trailer << /Root 1 0 R >>\n%%EOF\n"
    )


def make_object_stream(content: bytes, dictionary: bytes = b"/Filter /FlateDecode") -> bytes:
    packed = zlib.compress(content)
    return (
        (b"3 0 obj\n<< /Type /ObjStm /N 1 /First 4 " + dictionary + b" /Length %d >>\nstream\n" % len(packed))
        + packed
        + b"\nendstream\nendobj\n"
    )


def make_picture(family: str = "jpeg", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """A picture whose left half is red and right half blue; ``options`` go to Pillow."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    out = io.BytesIO()
    image.save(out, family.upper(), **options)
    return out.getvalue()


def make_located_picture(family: str = "jpeg", orientation: int = 6) -> bytes:
    """A photo taken with the phone on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825).update({1: "N", 2: (34.0, 37.0, 12.0), 3: "E", 4: (112.0, 27.0, 9.0)})
    return make_picture(family, exif=exif)


def make_compound(streams: dict[str, bytes], class_ids: dict[str, bytes] | None = None) -> bytes:
    """A compound file ([MS-CFB] version 3); ``"VBA/dir"`` lies in a storage ``VBA``.

    Every stream is padded to 4096 bytes and lies in whole sectors, so that no small-stream table is needed.
    """
    names = ["Root Entry"]
    for path in streams:
        parts = path.split("/")
        names += [p for n in range(1, len(parts) + 1) if (p := "/".join(parts[:n])) not in names]
    contents = {name: streams[name].ljust(4096, b"\0") for name in names if name in streams}
    directory_sectors = -(-len(names) // 4)
    chains = [list(range(1, 1 + directory_sectors))]
    at = 1 + directory_sectors
    firsts = {}
    for name, content in contents.items():
        count = -(-len(content) // 512)
        firsts[name] = at
        chains.append(list(range(at, at + count)))
        at += count
    table = [0xFFFFFFFF] * 128 * (1 + at // 128)
    table[0] = 0xFFFFFFFD
    for chain in chains:
        for here, following in zip(chain, [*chain[1:], 0xFFFFFFFE], strict=True):
            table[here] = following
    assert len(table) == 128, "the maker knows one sector of allocation table only"
    header = struct.pack(
        "<8s16s5H6x9I109I",
        bytes.fromhex("d0cf11e0a1b11ae1"), b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0, *([0xFFFFFFFF] * 108),
    )  # fmt: skip
    entries = b"".join(_entry(name, names, contents, firsts, class_ids or {}) for name in names)
    body = b"".join(content.ljust(-(-len(content) // 512) * 512, b"\0") for content in contents.values())
    fat = struct.pack("<128I", *table)
    return header + fat + entries.ljust(directory_sectors * 512, b"\0") + body


def _entry(name: str, names: list[str], contents: Any, firsts: Any, class_ids: dict[str, bytes]) -> bytes:
    nothing = 0xFFFFFFFF
    is_root = name == "Root Entry"
    children = [
        n
        for n in names
        if n != name and n.rpartition("/")[0] == ("" if is_root else name) and n != "Root Entry"
    ]
    siblings = [n for n in names if n != "Root Entry" and n.rpartition("/")[0] == name.rpartition("/")[0]]
    later = siblings[siblings.index(name) + 1 :] if not is_root else []
    title = name.rpartition("/")[2].encode("utf-16-le")
    kind = 5 if is_root else 2 if name in contents else 1
    return struct.pack(
        "<64sH2B3I16sI16sIQ",
        title, len(title) + 2, kind, 1, nothing,
        names.index(later[0]) if later else nothing,
        names.index(children[0]) if children else nothing,
        class_ids.get(name, b""), 0, b"",
        firsts.get(name, 0xFFFFFFFE), len(contents.get(name, b"")),
    )  # fmt: skip


def make_xls(*records: tuple[int, bytes]) -> bytes:
    """An old workbook whose globals hold the given BIFF records."""
    globals_ = ((0x0809, b"\x00\x06\x05\x00" + b"\0" * 12), *records, (0x000A, b""))
    return make_compound({"Workbook": b"".join(struct.pack("<2H", k, len(d)) + d for k, d in globals_)})


def make_sheet(kind: int) -> tuple[int, bytes]:
    """A BoundSheet8 record: 0 a sheet, 1 a macro sheet, 6 a module."""
    return 0x0085, struct.pack("<IBB", 0, 0, kind) + b"\x06\x00Sheet1"


def make_mp4() -> bytes:
    return b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41" + b"\x00" * 64
