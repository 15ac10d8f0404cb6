"""Who may read a file that hangs on publications?"""

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.publications.models import Attachment, Publication


def visible(stored: StoredFile, post: Post | None) -> bool:
    """Everybody, while at least one publication that carries the file may be read."""
    readable = Publication.objects.readable(now())
    return readable.filter(attachments__stored=stored).exists()


def references(ids: set[int]) -> set[int]:
    """Withdrawn publications still hold their files: they may be published again."""
    return set(Attachment.objects.filter(stored_id__in=ids).values_list("stored_id", flat=True))
