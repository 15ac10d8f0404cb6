"""Who may read the files of papers?"""

from yiwang.kernel.cases.models import Case
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.approvals.applications.models import Paper, Telling


def shows_paper(stored: StoredFile, post: Post | None) -> bool:
    """Those who see its case."""
    if post is None:
        return False
    papers = Paper.objects.filter(pdf=stored) | Paper.objects.filter(docx=stored)
    seen = Case.objects.visible_to(post).filter(application__papers__in=papers)
    return seen.exists()


def held_papers(ids: set[int]) -> set[int]:
    """Those of the ids that a paper or an unsent step holds."""
    drawn = Paper.objects.filter(pdf__in=ids).values_list("pdf", flat=True)
    written = Paper.objects.filter(docx__in=ids).values_list("docx", flat=True)
    owed = Telling.files.through.objects.filter(storedfile__in=ids).values_list("storedfile", flat=True)
    return {*drawn, *written, *owed}
