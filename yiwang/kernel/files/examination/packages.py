"""What kind of document is a ZIP of XML parts (OOXML, OFD), and what do its parts admit to?"""

from collections.abc import Iterable

from lxml import etree

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.examination.ole_documents import CONTROL, MACRO, OLD_MACRO
from yiwang.kernel.files.examination.zips import Member

OUTSIDE = "打开时会从外部地址加载模板或对象"
LARGEST_ADMISSION = 4 << 20
_ADMISSIONS = {
    "vbaproject": MACRO,
    "vbadata": MACRO,
    "macroenabled": MACRO,
    "macrosheet": OLD_MACRO,
    "activex": CONTROL,
}
_LOADED_ON_OPENING = ("attachedtemplate", "oleobject", "frame", "subdocument", "officedocument")
# ECMA-376-2 (OPC) 8.1.4 forbids document types; without them there are no entities to blow up.
_DOCUMENT_TYPES = tuple(
    mark.encode(codec)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for codec in ("ascii", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
)
_LONGEST_MARK = max(map(len, _DOCUMENT_TYPES))


def family_of(members: Iterable[Member]) -> str:
    """``ofd``, ``docx``, ``xlsx``, ``pptx``; ``zip`` where the members make none of these."""
    names = {member.name.lower() for member in members}
    if "ofd.xml" in names:
        return "ofd"
    if "[content_types].xml" not in names:
        return "zip"
    for family, start in (("docx", "word/"), ("xlsx", "xl/"), ("pptx", "ppt/")):
        if any(name.startswith(start) for name in names):
            return family
    return "zip"


def worry_of_name(name: str) -> str | None:
    """What the name of a part gives away."""
    lower = name.lower()
    return next((worry for mark, worry in _ADMISSIONS.items() if mark in lower), None)


def is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def is_admission(name: str) -> bool:
    """Parts that list types and relations: there a macro cannot hide behind another name."""
    lower = name.lower()
    return lower == "[content_types].xml" or lower.endswith(".rels")


class DocumentTypeWatch:
    """Looks for a document type in a part that comes in pieces."""

    def __init__(self) -> None:
        self._tail = b""

    def has_seen(self, piece: bytes) -> bool:
        text = self._tail + piece
        self._tail = text[-_LONGEST_MARK:]
        return any(mark in text for mark in _DOCUMENT_TYPES)


def worries_in_admission(part: bytes, name: str) -> set[str]:
    """Macros, controls and outside references that a list of types or relations names.

    Raises Refused where the part is no XML or far too long.
    """
    if len(part) > LARGEST_ADMISSION:
        raise Refused(f"“{name}”的内部结构异常，不能上传。")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Refused(f"“{name}”已损坏，无法打开，请用办公软件另存后上传。") from None
    worries = set()
    for element in root.iter(etree.Element):
        kind = (element.get("ContentType") or element.get("Type") or "").lower()
        worries |= {worry for mark, worry in _ADMISSIONS.items() if mark in kind}
        outside = (element.get("TargetMode") or "").strip().lower() == "external"
        if outside and kind.rpartition("/")[2] in _LOADED_ON_OPENING:
            worries.add(OUTSIDE)
    return worries
