"""Who may read a file that hangs on a topic, and which files do topics hold?"""

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.topics.models import Held
from yiwang.subsystems.portal.topics.rules import READ


def visible(stored: StoredFile, post: Post | None) -> bool:
    """Everybody, while the live blocks of a topic name it; those who may read drafts, always."""
    held = Held.objects.filter(file=stored)
    if post is not None and may(post, READ):
        return held.exists()
    return held.filter(is_live=True).exists()


def references(ids: set[int]) -> set[int]:
    return set(Held.objects.filter(file_id__in=ids).values_list("file_id", flat=True))
