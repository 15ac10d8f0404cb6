"""What can be done with files: receive, scan, release, remove?"""

from django.core.files import File
from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files import rules, store
from yiwang.kernel.files.arrivals import Arrival, Readable, pieces
from yiwang.kernel.files.formats import ANY, ARCHIVES, BY_EXTENSION, DOCUMENTS, IMAGES, MEDIA
from yiwang.kernel.files.models import Blob, StoredFile

__all__ = ["ANY", "ARCHIVES", "DOCUMENTS", "IMAGES", "MEDIA", "receive"]


def receive(
    by: Actor, source: "Readable | File[bytes]", name: str, kinds: frozenset[str] = ANY
) -> StoredFile:
    """Store a file whose content is what its name says and one of ``kinds``; examined before its row exists.

    A suspicious file comes back quarantined, not refused: look at ``is_clean``.
    Raises Refused for what is empty, too large, of another kind, unknown, broken or made to do harm.
    """
    clean = rules.clean_name(name)
    with Arrival() as arrival:
        for piece in pieces(source):
            arrival.write(piece)
        if not arrival.size:
            raise Refused(f"“{clean}”是空文件，请重新选择。")
        about = BY_EXTENSION.get(rules.extension_of(clean))
        if about is None or about.kind not in kinds:
            raise Refused(f"不能上传“{clean}”：不支持这种类型的文件。")
        store.prepare(arrival)
        with transaction.atomic():
            blob = Blob.objects.hold(arrival.digest)
            store.keep(arrival)
            stored = StoredFile.objects.create(
                blob=blob,
                name=clean,
                size=arrival.size,
                format=about.code,
                state=StoredFile.State.CLEAN,
                received_at=now(),
                checked_at=now(),
                receiver_id=by.person_id,
            )
            record(
                by, "files.file_receive", stored, digest=blob.digest, size=stored.size, format=stored.format
            )
    return stored
