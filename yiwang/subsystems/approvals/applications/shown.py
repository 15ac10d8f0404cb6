"""Which applications does the page of a case show? Asked once for all that stands on it."""

from django.db.models import Q, QuerySet, Subquery

from yiwang.kernel.cases.models import Case
from yiwang.kernel.prepared import Prepared
from yiwang.subsystems.approvals.applications.models import Application

KEPT = "_shown_applications"
_JOINED = Application.objects.select_related(
    "case", "edition", "seen", "matter", "parent__case", "follow_up", "publicity"
)


def _with_children(case_id: int) -> QuerySet[Application]:
    """Two indexes, one for each side: a join to the parent would read the whole table."""
    own = Subquery(Application.objects.filter(case=case_id).values("pk"))
    return _JOINED.filter(Q(case=case_id) | Q(parent=own)).order_by("pk")


_FAMILY = Prepared(_with_children)


def family(case: Case) -> list[Application]:
    """The application of the case and those that go beside it."""
    kept: list[Application] | None = vars(case).get(KEPT)
    if kept is None:
        kept = _FAMILY.rows(case.pk)
        setattr(case, KEPT, kept)
    return kept


def application_of(case: Case) -> Application | None:
    return next((each for each in family(case) if each.case_id == case.pk), None)
