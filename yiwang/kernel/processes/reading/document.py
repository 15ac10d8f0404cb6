"""How is a document read that nobody vouches for?

No document type, so no entities and nothing fetched; no file of any size, no depth that exhausts anything.
"""

import codecs
import re

from lxml import etree

from yiwang.kernel.errors import Refused
from yiwang.kernel.processes.reading.vocabulary import MODEL, tag

LARGEST = 2_000_000
MOST_ELEMENTS = 20_000
ENCODINGS = {"utf-8", "ascii", "iso8859-1", "cp1252", "gbk", "gb2312", "gb18030", "utf-16"}
DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,200}\?>")
ENCODING = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")


def text_of(content: bytes) -> str:
    """The document as text, without its XML declaration; Refused where it is too large or not readable."""
    if len(content) > LARGEST:
        raise Refused(f"流程文件最大{LARGEST // 1_000_000}MB。")
    name = _encoding(content)
    try:
        text = content.decode(name)
    except UnicodeDecodeError as fault:
        raise Refused(f"流程文件的文字编码不是其声明的{name}，请另存为UTF-8。") from fault
    return DECLARATION.sub("", text.lstrip("\ufeff"), count=1).strip()


def root_of(text: str) -> etree._Element:
    """The root of the document; Refused with the place where it is not well-formed or not BPMN 2.0."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Refused("流程文件含有文档类型声明（DOCTYPE/ENTITY），可能引用外部内容，不予导入。")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as fault:
        line = fault.lineno or 1
        raise Refused(f"流程文件不是完整的XML，第{line}行附近有误。") from fault
    if tag(root) != (MODEL, "definitions"):
        raise Refused(f"流程文件的根元素是“{tag(root)[1]}”，应是BPMN 2.0的definitions。")
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise Refused(f"流程文件最多{MOST_ELEMENTS}个元素。")
    return root


def _encoding(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    found = ENCODING.search(content[:300])
    said = found[1].decode() if found else "utf-8"
    try:
        name = codecs.lookup(said).name
    except LookupError:
        name = ""
    if name not in ENCODINGS:
        raise Refused(f"流程文件的文字编码“{said}”不受支持，请另存为UTF-8。")
    return "utf-8" if name == "ascii" else name
