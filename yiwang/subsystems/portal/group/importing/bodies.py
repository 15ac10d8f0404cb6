"""How do the pictures, files and links of an old text become ours?"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from posixpath import dirname, join, normpath
from urllib.parse import urlsplit

from lxml import etree, html

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.portal.group.importing.found import Found

FILE = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|dps|ofd|zip|rar|7z|txt|csv)$", re.IGNORECASE)
MOST_FILES = 50
Store = Callable[[str, bytes, bool], StoredFile]
"""``(name, bytes, is_picture)``; raises Refused for what cannot be stored."""


@dataclass
class Taken:
    """The text with our own addresses in it, and what could not be taken over."""

    body: str = ""
    pictures: list[StoredFile] = field(default_factory=list)
    files: list[tuple[StoredFile, str]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def taken_over(found: Found, store: Store) -> Taken:
    """Pictures and files are stored once each; links to other pages of the old site keep their address."""
    taken = Taken()
    if not found.body.strip():
        return taken
    try:
        root = html.fragment_fromstring(found.body, create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):
        taken.body = f"<p>{escape(found.body)}</p>"
        return taken
    known: dict[str, StoredFile | None] = {}
    for element in list(root.iter("img", "a")):
        name = "src" if element.tag == "img" else "href"
        address = (element.get(name) or "").strip()
        if address and not address.startswith("#"):
            stored = _known(found, element, address, _Shelf(store, taken, known))
            if stored is not None:
                element.set(name, stored.address())
            elif element.tag == "a":
                element.set("href", _absolute(found.base, address))
    parts = [escape(root.text or ""), *(html.tostring(child, encoding="unicode") for child in root)]
    taken.body = "".join(parts)
    return taken


@dataclass
class _Shelf:
    store: Store
    taken: Taken
    known: dict[str, StoredFile | None]


def _known(found: Found, element: html.HtmlElement, address: str, shelf: _Shelf) -> StoredFile | None:
    """The file behind a picture, or behind a link that offers one; stored when it is first met."""
    is_picture = element.tag == "img"
    if not is_picture and not FILE.search(urlsplit_path(address)):
        return None
    if address not in shelf.known and len(shelf.known) < MOST_FILES:
        stored = shelf.known[address] = _stored(found, address, shelf, is_picture=is_picture)
        if stored is not None and is_picture:
            shelf.taken.pictures.append(stored)
        elif stored is not None:
            words = " ".join(element.text_content().split()) or stored.name
            shelf.taken.files.append((stored, words[:200]))
    return shelf.known.get(address)


def urlsplit_path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _stored(found: Found, address: str, shelf: _Shelf, *, is_picture: bool) -> StoredFile | None:
    file = found.fetch(address) if found.fetch else None
    if file is None:
        if is_picture:
            shelf.taken.lost.append(f"图片 {address[:80]} 不在来源中")
        return None
    try:
        stored = shelf.store(file[0], file[1], is_picture)
    except Refused as refused:
        shelf.taken.lost.append(refused.sentence)
        return None
    if not stored.is_clean:
        shelf.taken.lost.append(f"{stored.name} 已隔离，没有采用")
        return None
    return stored


def _absolute(base: str, address: str) -> str:
    """An address of the old site in full: later its redirect finds the page that was taken over."""
    try:
        parts, old = urlsplit(address), urlsplit(base)
    except ValueError:
        return "#"
    if parts.scheme in {"mailto", "tel"}:
        return address
    if parts.netloc and parts.netloc != old.netloc:
        return address
    path = parts.path if parts.path.startswith("/") else join("/", dirname(old.path), parts.path)
    query = f"?{parts.query}" if parts.query else ""
    return f"/{normpath(path).lstrip('/')}{query}"
