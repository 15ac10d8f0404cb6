"""Who may see a photograph of the archive, and which files does the archive hold?"""

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.newsroom.models import Material
from yiwang.subsystems.portal.rules import WRITE


def visible(stored: StoredFile, post: Post | None) -> bool:
    """Everybody who writes: the archive is there to be used again. Never the public by itself."""
    return post is not None and may(post, WRITE) and Material.objects.filter(file=stored).exists()


def references(ids: set[int]) -> set[int]:
    return set(Material.objects.filter(file_id__in=ids).values_list("file_id", flat=True))
