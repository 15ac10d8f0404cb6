"""Inner side: how do finished pages reach the zone that shows them, which has no article of ours?

What changed since the last bundle goes as one envelope with a file; the signed list goes with it. A bundle
names the one that it follows, so that the other side applies them once and in order.
"""

import io
from collections.abc import Sequence

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import zones
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import Address
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.files import store as received
from yiwang.kernel.files.actions import receive
from yiwang.kernel.files.formats import FORMATS
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.signatures.statements import Signed
from yiwang.subsystems.portal.pages import manifest, messages, mode, rules, store
from yiwang.subsystems.portal.pages.actions import marking, showing
from yiwang.subsystems.portal.pages.models import Marker, Page, ShownFile

MOST_PAGES, MOST_BYTES = 2000, 32 << 20
ROUNDS = 20


def send_changes() -> int:
    """The regular job: everything that changed; how many pages went. 0 where the outer zone is unknown."""
    if not mode.are_files():
        return 0
    outer = zones.known("outer")
    if outer is None:
        return 0
    count = 0
    for _ in range(ROUNDS):
        went = _send_some(outer)
        count += went
        if not went:
            break
    return count


def _send_some(outer: Address) -> int:
    """One bundle. Its file is received before the transaction that counts it; unsent, it is dropped."""
    marker = Marker.objects.filter(pk=1).first()
    if marker is None or marker.is_pending or marker.sent >= marker.change:
        return 0
    pages, number = _changed(marker)
    files = list(ShownFile.objects.filter(change__gt=marker.sent, change__lte=number).order_by("pk"))
    if not pages and not files:
        return 0
    signed = manifest.read_head()
    lines = [_line(page) for page in pages]
    shards = {page.shard for page in pages} | {row.shard for row in files}
    parts = manifest.parts_of(shards).values()
    content = b"".join(
        messages.written(lines, [part for part in parts if part], [_file_line(row) for row in files])
    )
    stored = receive(SYSTEM, io.BytesIO(content), f"pages-{number}.txt")
    beside = [_sendable(row) for row in {row.digest: row for row in files if row.digest}.values()]
    body = messages.Bundle(
        number=number,
        follows=marker.sent,
        is_last=number >= marker.change,
        head=signed.text,
        signature=signed.signature,
        certificate=signed.certificate,
    )
    return len(pages) + len(files) if _sent(outer, body, [stored, *beside]) else 0


@transaction.atomic
def _sent(outer: Address, body: messages.Bundle, files: Sequence[StoredFile]) -> bool:
    """Whether nothing was sent or changed meanwhile: otherwise the next round sends it whole."""
    marker = marking.locked_marker()
    if marker.sent != body.follows or marker.manifest != _number_of(body):
        return False
    outline = Outline(
        messages.BUNDLE,
        f"公开页面第 {body.number} 号更新",
        [outer],
        body=body.model_dump(mode="json"),
        files=files,
    )
    send(SYSTEM, Side(), outline)
    marker.sent = body.number
    marker.save(update_fields=["sent"])
    return True


def _number_of(body: messages.Bundle) -> int:
    return manifest.checked(Signed(body.head, body.signature, body.certificate)).number


def _changed(marker: Marker) -> tuple[list[Page], int]:
    """The next pages in the order in which they changed, those of one change never apart, and its number.

    No further than the change after which the files of it would not fit into the envelope.
    """
    last = _last_that_fits(marker)
    pages, number = _pages_until(marker, last)
    return pages, min(number, last)


def _last_that_fits(marker: Marker) -> int:
    waiting = ShownFile.objects.filter(change__gt=marker.sent).order_by("change", "pk")
    count = size = 0
    reached = marker.sent
    for change, digest, bytes_ in waiting.values_list("change", "digest", "size").iterator():
        if change != reached and (count >= showing.MOST_FILES or size >= showing.MOST_BYTES):
            return reached
        reached = change
        count, size = count + bool(digest), size + bytes_
    return marker.change


def _pages_until(marker: Marker, last: int) -> tuple[list[Page], int]:
    waiting = Page.objects.filter(change__gt=marker.sent, change__lte=last).order_by("change", "pk")
    pages: list[Page] = []
    size = 0
    for page in waiting.iterator(chunk_size=500):
        is_next_change = bool(pages) and page.change != pages[-1].change
        if is_next_change and (len(pages) >= MOST_PAGES or size >= MOST_BYTES):
            return pages, pages[-1].change
        pages.append(page)
        size += page.size
    return pages, marker.change


def _line(page: Page) -> messages.PageLine:
    content = store.protected(page.digest) if page.digest else b""
    if content is None:
        marking.mark_pages([page.pk], rank=1)
        raise Refused(f"页面 {page} 的保护副本不可用，正在重新生成，稍后自动发送。")
    state = rules.GONE if page.state == rules.GONE else rules.MADE
    return messages.line_of(page.site, page.path, state, content, page.digest)


def _file_line(row: ShownFile) -> messages.FileLine:
    return messages.FileLine(
        key=row.key,
        width=row.width,
        format=row.format,
        charset=row.charset,
        digest=row.digest,
        size=row.size,
    )


def _sendable(row: ShownFile) -> StoredFile:
    """The stored file itself; what was drawn anew out of a picture is stored for the way."""
    name = f"{row.key}-{row.width}.{FORMATS[row.format].extensions[0]}"
    if row.stored is None or row.stored.digest != row.digest:
        with received.opened(row.digest) as content:
            return receive(SYSTEM, content, name)
    row.stored.name = name  # on the way only: its address says how readers save it
    return row.stored


@transaction.atomic
def send_all_again(by: Actor) -> None:
    """Everything from the beginning, such as for an outer zone that was set up anew."""
    marker = marking.locked_marker()
    marker.sent = 0
    marker.change += 1
    marker.save(update_fields=["sent", "change"])
    Page.objects.filter(change=0).exclude(digest="").update(change=marker.change)
    record(by, "portal.pages_send_again")
