"""Who reads the files of bulletins and advice?"""

from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.supervision.board.models import Paper


def shows_file(stored: StoredFile, post: Post | None) -> bool:
    """See files.holders: whoever sees the paper reads its files."""
    if post is None:
        return False
    try:
        seen = Paper.objects.visible_to(post)
    except Refused:
        return False
    return seen.filter(pdf=stored).exists() or seen.filter(docx=stored).exists()


def held_files(ids: set[int]) -> set[int]:
    as_pdf = Paper.objects.filter(pdf__in=ids).values_list("pdf", flat=True)
    as_docx = Paper.objects.filter(docx__in=ids).values_list("docx", flat=True)
    return {pk for pk in (*as_pdf, *as_docx) if pk}
