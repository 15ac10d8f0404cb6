"""Which stored files does a page show that everybody may read?"""

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yiwang.kernel.files import holders
from yiwang.kernel.files.actions import rendition
from yiwang.kernel.files.examination.pictures import WIDTHS
from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.portal.pages import rules, store
from yiwang.subsystems.portal.pages.models import ShownFile

logger = logging.getLogger(__name__)

ADDRESS = re.compile(rb"/files/([A-Za-z0-9_-]{1,64})/(?:(\d{1,4})/)?[^/\s\"'<>?#]")


@dataclass(frozen=True)
class Shown:
    """A file as the tree has to have it; ``pieces``: the digests of a large one, a line each."""

    key: str
    width: int
    stored_id: int
    format: str
    charset: str
    digest: str
    size: int
    pieces: str


def shown_in(body: bytes) -> tuple[Shown, ...]:
    """The public files whose addresses stand in a page: two queries, and what holders ask of each file."""
    asked = {(found[1].decode("ascii"), int(found[2] or 0)) for found in ADDRESS.finditer(body)}
    if not asked:
        return ()
    keys = {key for key, _ in asked}
    stored = {one.key: one for one in StoredFile.objects.clean().filter(key__in=keys)}
    public = {key for key, one in stored.items() if holders.may_read(one, None)}
    known = {(one.key, one.width): one for one in ShownFile.objects.filter(key__in=public)}
    wanted = sorted(one for one in asked if one[0] in public)
    found = (_shown(stored[key], width, known.get((key, width))) for key, width in wanted)
    return tuple(one for one in found if one is not None)


def _shown(stored: StoredFile, width: int, known: ShownFile | None) -> Shown | None:
    """None for an address that answers nothing, and for bytes that the store has lost."""
    if width and not (stored.is_image and width in WIDTHS):
        return None
    try:
        digest, size = _bytes_of(stored, width)
        is_known = known is not None and known.digest == digest
        pieces = known.pieces if known is not None and is_known else _pieces(digest, size)
    except FileNotFoundError:
        logger.error("The store has lost the bytes of %s.", stored.key)
        return None
    return Shown(
        key=stored.key,
        width=width,
        stored_id=stored.pk,
        format=stored.format,
        charset="" if stored.is_image else stored.charset,
        digest=digest,
        size=size,
        pieces=pieces,
    )


def _bytes_of(stored: StoredFile, width: int) -> tuple[str, int]:
    """Digest and size of what readers get: a picture comes redrawn."""
    if not stored.is_image:
        return stored.blob_id or "", stored.size
    made = rendition(stored, width if stored.width and width < stored.width else 0)
    return made.blob_id, made.size


def _pieces(digest: str, size: int) -> str:
    if not rules.pieces_of(size):
        return ""
    return "\n".join(store.digest_of(piece) for piece in store.pieces_received(digest))


def groups(rows: Iterable[ShownFile], most: int, most_bytes: int) -> list[Sequence[ShownFile]]:
    """Cut so that each fits into one envelope."""
    found: list[list[ShownFile]] = []
    size = most_bytes
    for row in rows:
        if size >= most_bytes or len(found[-1]) >= most:
            found.append([])
            size = 0
        found[-1].append(row)
        size += row.size
    return list(found)
