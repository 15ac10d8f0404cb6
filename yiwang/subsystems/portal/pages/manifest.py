"""Is a file of the published tree what we made? The signed list of all of them says so.

The list falls into parts, so that one more article changes a few of them and not all: each part is a text of
lines ``digest size file``, for a large file one more for each megabyte (``file#0``, ``file#1``); the head
names the digest of every part and is signed with the key of this node. Whoever holds the head, the parts and
our certificate can check the tree without any database.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from yiwang.kernel.errors import Refused
from yiwang.kernel.signatures import keys, trust
from yiwang.kernel.signatures.statements import Signed
from yiwang.subsystems.portal.pages import mode, rules, store
from yiwang.subsystems.portal.pages.models import Page, ShownFile

HEAD = "head.json"


@dataclass(frozen=True)
class Head:
    """The newest list: its number, when it was signed, and the digest of each part."""

    number: int
    at: datetime
    parts: Mapping[int, str]


@dataclass(frozen=True)
class Listed:
    """What a file has to be."""

    digest: str
    size: int


def part_place(digest: str) -> Path:
    return mode.manifest() / digest[:2] / digest


def written_part(rows: Iterable[tuple[str, int, str]]) -> str:
    """``rows``: digest, size, file."""
    return "".join(f"{digest} {size} {file}\n" for digest, size, file in sorted(rows, key=lambda row: row[2]))


def read_part(text: str) -> dict[str, Listed]:
    """By file. Raises ValueError for what is no part."""
    found = {}
    for line in text.splitlines():
        digest, size, file = line.split(" ", 2)
        found[file] = Listed(digest, int(size))
    return found


def parts_of(shards: Iterable[int]) -> dict[int, str]:
    """The texts of these parts as the database has pages and files; an empty part is an empty text."""
    wanted = set(shards)
    rows: dict[int, list[tuple[str, int, str]]] = {shard: [] for shard in wanted}
    pages = Page.objects.exclude(digest="").only("site", "path", "state", "shard", "digest", "size")
    files = ShownFile.objects.up().only("key", "width", "shard", "digest", "size", "pieces")
    if len(wanted) < rules.SHARDS // 4:
        pages, files = pages.filter(shard__in=wanted), files.filter(shard__in=wanted)
    for page in pages.iterator(chunk_size=2000):
        if page.shard in wanted:
            rows[page.shard].append((page.digest, page.size, page.file))
    for file in files.iterator(chunk_size=2000):
        if file.shard in wanted:
            rows[file.shard] += _lines_of(file)
    return {shard: written_part(found) for shard, found in rows.items()}


def _lines_of(file: ShownFile) -> list[tuple[str, int, str]]:
    """Of the whole, and of each piece of a large one."""
    starts = range(0, file.size, rules.PIECE)
    return [
        (file.digest, file.size, file.file),
        *(
            (digest, min(rules.PIECE, file.size - start), rules.piece_of(file.file, number))
            for number, (start, digest) in enumerate(zip(starts, file.pieces.split(), strict=False))
        ),
    ]


def sign(number: int, at: datetime, changed: Mapping[int, str]) -> Signed:
    """Write the changed parts and a new head over all parts; the caller holds the marker."""
    former = _former()
    parts = {**former, **{shard: store.digest_of(text.encode()) for shard, text in changed.items()}}
    for shard, text in changed.items():
        if text:
            write_part(parts[shard], text)
        else:
            parts.pop(shard)
    text = json.dumps(
        {"number": number, "at": at.isoformat(), "parts": {str(one): parts[one] for one in sorted(parts)}},
        separators=(",", ":"),
    )
    signed = keys.of_node().sign(text)
    write_head(signed)
    return signed


def write_part(digest: str, text: str) -> None:
    place = part_place(digest)
    if not place.exists():
        store.write(place, text.encode(), is_lasting=False)


def write_head(signed: Signed) -> None:
    said = {"text": signed.text, "signature": signed.signature, "certificate": signed.certificate}
    store.write(mode.manifest() / HEAD, json.dumps(said).encode())


def _former() -> dict[int, str]:
    try:
        return dict(head().parts)
    except Refused:
        return {}


def read_head() -> Signed:
    """Raises Refused where there is none."""
    content = store.read(mode.manifest() / HEAD)
    if content is None:
        raise Refused("还没有文件清单。")
    try:
        said = json.loads(content)
        return Signed(said["text"], said["signature"], said["certificate"])
    except (ValueError, KeyError, TypeError):
        raise Refused("文件清单不可读。") from None


def checked(signed: Signed) -> Head:
    """Raises Refused where the signature does not hold or the text is no head."""
    try:
        said = json.loads(signed.text)
        at = datetime.fromisoformat(said["at"])
        parts = {int(shard): str(digest) for shard, digest in said["parts"].items()}
        found = Head(int(said["number"]), at, parts)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refused("文件清单不可读。") from None
    verdict = trust.verified(signed.text, signed.signature, signed.certificate, signed_at=at)
    if not verdict.is_valid:
        raise Refused(f"文件清单的签名无效：{verdict.sentence}")
    return found


def head() -> Head:
    """The newest head, proved."""
    return checked(read_head())


class Reader:
    """The list as one process knows it; parts are read, proved and remembered when they are first needed."""

    def __init__(self) -> None:
        self._head: Head | None = None
        self._parts: dict[str, dict[str, Listed]] = {}

    def renew(self, number: int) -> bool:
        """Whether a proved head of at least this number is at hand."""
        if self._head is None or self._head.number < number:
            try:
                found = head()
            except Refused:
                return False
            if self._head is None or found.number > self._head.number:
                kept = set(found.parts.values())
                self._parts = {digest: part for digest, part in self._parts.items() if digest in kept}
                self._head = found
        return self._head.number >= number

    def listed(self, file: str) -> Listed | None:
        """What the file has to be; None where it is not on the list or its part cannot be proved."""
        digest = self._head.parts.get(rules.shard_of(file)) if self._head else None
        if digest is None:
            return None
        part = self._parts.get(digest)
        if part is None:
            content = store.read(part_place(digest))
            if content is None or store.digest_of(content) != digest:
                return None
            part = self._parts[digest] = read_part(content.decode())
        return part.get(file)
