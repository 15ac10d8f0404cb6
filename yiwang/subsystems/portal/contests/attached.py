"""Who may see a file of a self-report, and which files do the reports hold?"""

from django.db.models import Q

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.portal.contests.models import Contest, Entrant, ReportFile


def visible(stored: StoredFile, post: Post | None) -> bool:
    """The unit that handed it in, whoever organises, the judges; never the public."""
    if post is None:
        return False
    own = Q(entrant__in=Entrant.objects.visible_to(post).values("pk"))
    organised = Q(entrant__contest__in=Contest.objects.visible_to(post).values("pk"))
    judged = Q(entrant__contest__jurors__person=post.person_id)
    return ReportFile.objects.filter(own | organised | judged, stored=stored).exists()


def references(ids: set[int]) -> set[int]:
    return set(ReportFile.objects.filter(stored_id__in=ids).values_list("stored_id", flat=True))
