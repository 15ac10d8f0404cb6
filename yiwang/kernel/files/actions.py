"""What can be done with files: receive, scan, release, remove, collect?"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.files import File
from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files import rules, store
from yiwang.kernel.files.arrivals import Arrival, Readable, opened, pieces
from yiwang.kernel.files.examination import clamav, contents, pictures
from yiwang.kernel.files.examination.contents import Examined
from yiwang.kernel.files.formats import ANY, ARCHIVES, DOCUMENTS, IMAGES, MEDIA
from yiwang.kernel.files.models import Blob, Rendition, StoredFile
from yiwang.kernel.files.uploads import ArrivedFile
from yiwang.kernel.prepared import insert

__all__ = ["ANY", "ARCHIVES", "DOCUMENTS", "IMAGES", "MEDIA", "receive", "release", "remove"]

State = StoredFile.State
TOO_LARGE_TO_SCAN = "超过病毒扫描的大小上限，未能查毒"


def receive(
    by: Actor, source: "Readable | File[bytes]", name: str, kinds: frozenset[str] = ANY
) -> StoredFile:
    """Store a file whose content is what its name says and one of ``kinds``; examined before its row exists.

    A suspicious file comes back quarantined, one that the scanner could not be asked about unscanned: neither
    is refused, neither is shown to the public; look at ``is_clean``. Best called before the caller's own
    transaction begins: reading and scanning may take minutes.
    Raises Refused for what is empty, too large, of another kind, unknown, broken or made to do harm.
    """
    clean = rules.clean_name(name)
    with _arrived(source, clean, kinds) as arrival:
        if not arrival.size:
            raise Refused(f"“{clean}”是空文件，请重新选择。")
        examined = contents.examine(arrival.path, clean, kinds)
        state, reason = _judged(arrival, examined)
        store.prepare(arrival)
        with transaction.atomic():
            blob = Blob.objects.hold(arrival.digest)
            store.keep(arrival)
            return _entered(by, blob, examined, name=clean, size=arrival.size, state=state, reason=reason)


@contextmanager
def _arrived(source: "Readable | File[bytes]", name: str, kinds: frozenset[str]) -> Iterator[Arrival]:
    """The bytes in the incoming folder: where the upload handler has put them, or copied from the source."""
    most = max(settings.FILES_MAX_MB[kind] for kind in kinds)
    if isinstance(source, ArrivedFile):
        if source.is_too_large:
            raise Refused(f"“{name}”超过上限 {most} MB，请压缩或拆分后上传。")
        if source.arrival.path.exists():
            yield source.arrival
            return
    with Arrival() as arrival:
        for piece in pieces(source):
            if arrival.size + len(piece) > most << 20:
                raise Refused(f"“{name}”超过上限 {most} MB，请压缩或拆分后上传。")
            arrival.write(piece)
        yield arrival


def _judged(arrival: Arrival, examined: Examined) -> tuple[State, str]:
    if examined.worries:
        return State.QUARANTINED, "；".join(examined.worries)[:300]
    if not clamav.is_configured():
        return State.CLEAN, ""
    try:
        with opened(arrival.path) as scanned:
            virus = clamav.virus_in(scanned)
    except clamav.Unreachable:
        return State.UNSCANNED, ""
    except clamav.TooLarge:
        return State.QUARANTINED, TOO_LARGE_TO_SCAN
    return (State.QUARANTINED, _virus(virus)) if virus else (State.CLEAN, "")


def _virus(name: str) -> str:
    return f"含有病毒（{name[:200]}）"


def _entered(
    by: Actor, blob: Blob, examined: Examined, *, name: str, size: int, state: State, reason: str
) -> StoredFile:
    moment = now()
    stored = StoredFile(
        blob=blob,
        name=rules.named_as(name, examined.about),
        size=size,
        format=examined.about.code,
        charset=examined.charset,
        width=examined.size.width if examined.size else None,
        height=examined.size.height if examined.size else None,
        state=state,
        reason=reason,
        received_at=moment,
        checked_at=moment,
        receiver_id=by.person_id,
    )
    insert(stored)
    act = "files.file_quarantine" if state == State.QUARANTINED else "files.file_receive"
    record(by, act, stored, digest=blob.digest, size=size, format=stored.format, state=state, reason=reason)
    return stored


def scan(stored: StoredFile) -> bool:
    """Ask the scanner about a file that waits for it; False where it is no longer waiting.

    Raises clamav.Unreachable.
    """
    try:
        with store.on_disk(stored.blob_id or "") as path, opened(path) as scanned:
            virus = clamav.virus_in(scanned)
        reason = _virus(virus) if virus else ""
    except clamav.TooLarge:
        reason = TOO_LARGE_TO_SCAN
    with transaction.atomic():
        waiting = StoredFile.objects.unscanned().select_for_update().filter(pk=stored.pk).first()
        if waiting is None:
            return False
        waiting.state = State.QUARANTINED if reason else State.CLEAN
        waiting.reason = reason
        waiting.save(update_fields=["state", "reason"])
        act = "files.file_quarantine" if reason else "files.file_clear"
        record(SYSTEM, act, waiting, digest=waiting.digest, reason=reason)
    return True


def release(by: Actor, stored: StoredFile, reason: str) -> StoredFile:
    """Let a quarantined file be served from now on.

    Raises Refused without a reason, for one's own file, and where somebody else has decided already.
    """
    given = rules.reason_given(reason)
    with transaction.atomic():
        held = _in_quarantine(stored)
        rules.refuse_own_release(held.receiver_id, by.person_id)
        was = held.reason
        held.state, held.reason = State.CLEAN, given
        held.save(update_fields=["state", "reason"])
        record(by, "files.file_release", held, digest=held.digest, quarantined_because=was, reason=given)
    return held


def remove(by: Actor, stored: StoredFile, reason: str) -> StoredFile:
    """Delete the bytes of a quarantined file; its row stays, so that what refers to it can say so.

    Raises Refused without a reason and where somebody else has decided already.
    """
    given = rules.reason_given(reason)
    with transaction.atomic():
        held = _in_quarantine(stored)
        was, digests = held.reason, _digests(held)
        held.renditions.all().delete()
        held.state, held.reason, held.blob = State.REMOVED, given, None
        held.save(update_fields=["state", "reason", "blob"])
        transaction.on_commit(lambda: drop(digests))
        record(by, "files.file_remove", held, digest=digests[0], quarantined_because=was, reason=given)
    return held


def _in_quarantine(stored: StoredFile) -> StoredFile:
    held = StoredFile.objects.quarantined().select_for_update().filter(pk=stored.pk).first()
    if held is None:
        raise Refused("这个文件已经处理过了，请刷新隔离清单。")
    return held


def collect(stored: StoredFile) -> None:
    """Forget a file to which nothing has referred for the whole grace period, and its bytes."""
    with transaction.atomic():
        digests = _digests(stored)
        record(SYSTEM, "files.file_collect", stored, digest=stored.digest, size=stored.size)
        stored.delete()
        transaction.on_commit(lambda: drop(digests))


def _digests(stored: StoredFile) -> list[str]:
    renditions = stored.renditions.values_list("blob_id", flat=True)
    return [stored.blob_id, *renditions] if stored.blob_id else [*renditions]


def drop(digests: list[str]) -> int:
    """Delete the bytes of those digests of which nothing is made any more; how many that were.

    After the rows are gone for good, each in its own transaction: a crash leaves bytes too many, not too few.
    """
    dropped = 0
    for digest in digests:
        with transaction.atomic():
            blob = Blob.objects.hold(digest)
            if blob.files.exists() or blob.renditions.exists():
                continue
            store.remove(digest)
            blob.delete()
            dropped += 1
    return dropped


def rendition(stored: StoredFile, width: int) -> Rendition:
    """The picture without its secrets, made when first asked for; ``width`` is 0 or one of WIDTHS."""
    made = stored.renditions.filter(width=width).first()
    if made:
        return made
    with Arrival() as arrival:
        with store.on_disk(stored.blob_id or "") as path:
            arrival.write(pictures.rendered(path, stored.format, width))
        store.prepare(arrival)
        with transaction.atomic():
            blob = Blob.objects.hold(arrival.digest)
            store.keep(arrival)
            Rendition.objects.bulk_create(
                [Rendition(original=stored, width=width, blob=blob, format=stored.format, size=arrival.size)],
                ignore_conflicts=True,
            )
    return stored.renditions.get(width=width)
