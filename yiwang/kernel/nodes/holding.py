"""Which files does this package hold, and who may read them because of it?"""

from typing import TYPE_CHECKING

from yiwang.kernel.nodes.models import ParcelFile, Piece

if TYPE_CHECKING:
    from yiwang.kernel.files.models import StoredFile
    from yiwang.kernel.organizations.models import Post


def is_visible(stored: "StoredFile", post: "Post | None") -> bool:
    """Nobody reads a file because it travels: what it was posted for decides, there and here."""
    return False


def references(ids: set[int]) -> set[int]:
    travelling = set(ParcelFile.objects.filter(file__in=ids).values_list("file_id", flat=True))
    return travelling | set(Piece.objects.filter(file__in=ids).values_list("file_id", flat=True))
