"""Outer side: how does a bundle become files that readers get?

Every page is proved before anything is written: its bytes have the digest that its part of the list names,
the part has the digest that the head names, and the head is signed by the node that made it. What comes a
second time changes nothing; what comes before its turn waits for the one between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import check_from
from yiwang.kernel.files import store as received
from yiwang.kernel.files.formats import FORMATS
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.signatures.statements import Signed
from yiwang.subsystems.portal.pages import manifest, messages, rules, store
from yiwang.subsystems.portal.pages.actions import marking
from yiwang.subsystems.portal.pages.manifest import Listed
from yiwang.subsystems.portal.pages.models import Bundle, Marker, Page, ShownFile


@dataclass(frozen=True)
class Proved:
    """A bundle whose every byte is proved."""

    body: messages.Bundle
    signed: Signed
    head: manifest.Head
    read: messages.Read
    listed: Mapping[str, Listed]
    beside: Mapping[str, StoredFile]
    """The files that came with it, by digest."""


@transaction.atomic
def take(taken: Taken) -> None:
    """Once for each envelope. Raises Refused for what cannot be proved: the sender learns it.

    Other nodes have keys that are believed here too: only the inner zone makes pages.
    """
    check_from(taken, "inner")
    body: messages.Bundle = taken.body
    if not taken.files:
        raise Refused("页面包没有带文件。")
    marker = marking.locked_marker()
    if body.number <= marker.taken and body.follows:
        return
    proved = _proved(body, taken.files)
    if body.follows > marker.taken:
        _hold(body, taken.files)
        return
    _apply(marker, proved)
    _apply_waiting(marker)


def _hold(body: messages.Bundle, files: Sequence[StoredFile]) -> None:
    held, _ = Bundle.objects.update_or_create(
        number=body.number,
        defaults={
            "follows": body.follows,
            "arrived_at": now(),
            "stored": files[0],
            "body": body.model_dump(mode="json"),
        },
    )
    held.beside.set(files[1:])


def _apply_waiting(marker: Marker) -> None:
    """Those that waited for what has come now."""
    while held := Bundle.objects.filter(follows__lte=marker.taken).order_by("number").first():
        if held.number > marker.taken:
            body = messages.Bundle.model_validate(held.body)
            _apply(marker, _proved(body, [held.stored, *held.beside.all()]))
        held.delete()


def _proved(body: messages.Bundle, files: Sequence[StoredFile]) -> Proved:
    signed = Signed(body.head, body.signature, body.certificate)
    head = manifest.checked(signed)
    with received.opened(files[0].digest or "") as content:
        read = messages.read(content.read())
    known = set(head.parts.values())
    listed: dict[str, Listed] = {}
    for part in read.parts:
        if store.digest_of(part.encode()) not in known:
            raise Refused("页面包中的文件清单与签名不符。")
        listed |= manifest.read_part(part)
    for page in read.pages:
        _check(page, listed)
    beside = {one.digest: one for one in files[1:] if one.digest}
    for line in read.files:
        _check_file(line, listed, beside)
    return Proved(body, signed, head, read, listed, beside)


def _check(page: messages.PageLine, listed: dict[str, Listed]) -> None:
    """Raises Refused for an address that is no page and for bytes that the signed list does not name."""
    if not rules.is_page(page.path):
        raise Refused(f"页面包中的网址 {page.path[:60]} 不是公开页面。")
    file = _file_of(page)
    content = messages.content_of(page)
    found = listed.get(file)
    if not page.digest:
        if content or found:
            raise Refused(f"页面包中的 {page.path} 与文件清单不符。")
    elif found is None or found.digest != page.digest or store.digest_of(content) != page.digest:
        raise Refused(f"页面包中的 {page.path} 与文件清单不符。")


def _check_file(
    line: messages.FileLine, listed: Mapping[str, Listed], beside: Mapping[str, StoredFile]
) -> None:
    """Raises Refused for a file that did not come, or that the signed list does not name."""
    found = listed.get(rules.place_of_file(line.key, line.width))
    if not line.digest:
        if found:
            raise Refused(f"页面包中的文件 {line.key} 与文件清单不符。")
        return
    stored = beside.get(line.digest)
    is_named = found == Listed(line.digest, line.size) and line.format in FORMATS
    if stored is None or stored.size != line.size or not is_named:
        raise Refused(f"页面包中的文件 {line.key} 缺失或与文件清单不符。")


def _file_of(page: messages.PageLine) -> str:
    own = rules.gone_file_of(page.path) if page.state == rules.GONE else rules.file_of(page.path)
    return f"{page.site}/{own}"


def _apply(marker: Marker, proved: Proved) -> None:
    """Rows in this transaction, files with its commit: who watches the tree learns first what has to be."""
    for part in proved.read.parts:
        manifest.write_part(store.digest_of(part.encode()), part)
    for file in proved.read.files:
        _enter_file(file, proved)
    for line in proved.read.pages:
        _enter(line, proved.body.number)
    if proved.body.is_last:
        manifest.write_head(proved.signed)
        marker.manifest = proved.head.number
    marker.change += 1
    marker.taken = proved.body.number
    marker.is_pending = False
    marker.save(update_fields=["change", "manifest", "taken", "is_pending"])
    record(
        SYSTEM,
        "portal.pages_take",
        marker,
        number=proved.body.number,
        pages=len(proved.read.pages),
        files=len(proved.read.files),
        list_number=proved.head.number,
    )


def _enter(line: messages.PageLine, number: int) -> None:
    content = messages.content_of(line)
    if line.digest:
        store.protect(content)
    Page.objects.update_or_create(
        site=line.site,
        path=line.path,
        defaults={
            "state": line.state,
            "shard": rules.shard_of(f"{line.site}/{rules.file_of(line.path)}"),
            "digest": line.digest,
            "next_digest": "",
            "size": len(content),
            "is_cleared": True,
            "made_at": now(),
            "stale_at": None,
            "fault": "",
            "change": number,
        },
    )
    transaction.on_commit(lambda: _put_up(line))


def _enter_file(line: messages.FileLine, proved: Proved) -> None:
    """One that our own scanner holds back is on the list of the other zone, and given by nobody here."""
    stored = proved.beside.get(line.digest)
    is_up = stored is not None and stored.is_clean
    place = rules.place_of_file(line.key, line.width)
    names = [rules.piece_of(place, number) for number in range(rules.pieces_of(line.size))]
    ShownFile.objects.update_or_create(
        key=line.key,
        width=line.width,
        defaults={
            "stored": stored if is_up else None,
            "format": line.format,
            "charset": line.charset,
            "digest": line.digest if is_up else "",
            "size": line.size if is_up else 0,
            "pieces": "\n".join(proved.listed[name].digest for name in names) if is_up else "",
            "shard": rules.shard_of(place),
            "is_up": is_up,
            "is_cleared": True,
            "change": proved.body.number,
        },
    )
    transaction.on_commit(lambda: _put_up_file(place, line.digest if is_up else ""))


def _put_up_file(place: str, digest: str) -> None:
    if digest:
        store.copy_in(place, digest)
    else:
        store.take_away(place)


def _put_up(line: messages.PageLine) -> None:
    """The file of one page; the other of the two that it may have goes."""
    file = _file_of(line)
    if line.digest:
        store.write(store.place_of(file), messages.content_of(line))
    else:
        store.take_away(file)
    gone, own = rules.gone_file_of(line.path), rules.file_of(line.path)
    store.take_away(f"{line.site}/{own if line.state == rules.GONE else gone}")
