"""What can be opened from the workbench, and by whom?"""

from dataclasses import dataclass

from django.urls import reverse

from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import permissions

HOME = "/office/"
SECTIONS = ("办公", "政务服务", "信息发布", "管理", "监督")


@dataclass(frozen=True)
class Registered:
    label: str
    url_name: str
    section: str
    permission: str | None


@dataclass(frozen=True)
class Entry:
    label: str
    address: str
    is_current: bool


@dataclass(frozen=True)
class Section:
    title: str
    entries: tuple[Entry, ...]


_registered: list[Registered] = []


def register(label: str, url_name: str, section: str, permission: str | None = None) -> None:
    """Offer a page in the menu to posts that hold ``permission`` (everybody where it is None).

    ``section`` is one of SECTIONS; called from ``AppConfig.ready``, once for each permission that opens it.
    """
    if section not in SECTIONS:
        raise ValueError(f"{section!r} is not one of {SECTIONS}")
    _registered.append(Registered(label, url_name, section, permission))


def menu_for(post: Post, request: OfficeRequest) -> tuple[Section, ...]:
    """The sections and entries that ``post`` may open, the one that ``request`` shows marked."""
    granted = permissions(post)
    offered: dict[str, Registered] = {}
    for page in _registered:
        if page.permission is None or page.permission in granted:
            offered.setdefault(reverse(page.url_name), page)  # one page is one entry, as it is named first
    around = [address for address in offered if address != HOME and request.path.startswith(address)]
    shown = max(around, key=len, default=request.path)
    entries = [
        (page.section, Entry(page.label, address, address == shown)) for address, page in offered.items()
    ]
    sections = [Section(title, tuple(entry for at, entry in entries if at == title)) for title in SECTIONS]
    return tuple(section for section in sections if section.entries)
