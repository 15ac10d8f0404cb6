"""Which files do imports hold, and who may read them?"""

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.supervision.sources.models import Import
from yiwang.subsystems.supervision.watching import rules as watching


def shows_file(stored: StoredFile, post: Post | None) -> bool:
    """To those who see the import."""
    if not may(post, watching.READ):
        return False
    return Import.objects.visible_to(post).filter(stored=stored).exists()


def held_files(ids: set[int]) -> set[int]:
    found = Import.objects.filter(stored__in=ids).values_list("stored", flat=True)
    return {pk for pk in found if pk is not None}
