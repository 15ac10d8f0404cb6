"""Which guides does the hall show on its pages, and which files does it hold?"""

from django.db.models import Count, Q

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.approvals.hall.models import DraftFile, Tally
from yiwang.subsystems.approvals.items.models import Guide

HOT = 10


def hottest(most: int = HOT) -> list[Guide]:
    """What is applied for most, open guides only; two queries."""
    counted = Tally.objects.filter(count__gt=0).order_by("-count", "item").values_list("item", flat=True)
    items = list(counted[: most * 2])
    found = {guide.code: guide for guide in Guide.objects.open().filter(code__in=items)}
    return [found[item] for item in items if item in found][:most]


def shows_file(stored: StoredFile, post: Post | None) -> bool:
    """Nobody by /files/: a draft is its author's alone."""
    return False


def held_files(ids: set[int]) -> set[int]:
    return set(DraftFile.objects.filter(stored__in=ids).values_list("stored", flat=True))


def counts() -> dict[str, int]:
    """How many items there are, and how many need no visit; one query."""
    open_guides = Guide.objects.open()
    return open_guides.aggregate(
        items=Count("pk"),
        online=Count("pk", filter=Q(is_online=True)),
        no_visit=Count("pk", filter=Q(visits=0)),
        units=Count("unit_code", distinct=True),
    )
