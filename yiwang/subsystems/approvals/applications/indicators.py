"""How were people served: which share is content, rates at all, saw its complaint put right?"""

from dataclasses import dataclass

from django.db.models import Count, Q

from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases.models import Case
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.approvals.applications import rules
from yiwang.subsystems.approvals.applications.models import FollowUp


@dataclass(frozen=True)
class Rates:
    """In percent, None where there is nothing to count; and the numbers they are made of."""

    praise: float | None
    participation: float | None
    rectification: float | None
    rated: int
    closed: int
    bad: int
    counts: dict[str, int]


def rates(post: Post) -> Rates:
    """Of the applications that the post sees, without ratings found untrue after review. Three queries."""
    visible = Case.objects.filter(kind=rules.KIND).visible_to(post)
    closed = visible.filter(state__in=cases.RATEABLE)
    unfounded = FollowUp.objects.filter(outcome="unfounded").values("application__case")
    counted = closed.exclude(rating="").exclude(pk__in=unfounded).order_by().values_list("rating")
    by_code = dict(counted.annotate(number=Count("pk")))
    counts = {label: by_code.get(code, 0) for code, label in cases.LEVELS.items()}
    bad = (
        FollowUp.objects.visible_to(post)
        .exclude(outcome="unfounded")
        .aggregate(all=Count("pk"), rectified=Count("pk", filter=Q(outcome="rectified")))
    )
    rated, number = sum(counts.values()), closed.count()
    return Rates(
        praise=rules.praise_rate(counts),
        participation=rules.participation_rate(rated, number),
        rectification=rules.rectification_rate(bad["rectified"], bad["all"]),
        rated=rated,
        closed=number,
        bad=bad["all"],
        counts=counts,
    )
