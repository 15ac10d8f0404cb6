"""What became of the applications that a replay played, as the database tells it?"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from yiwang.demonstration.models import Replay
from yiwang.kernel.cases import rules
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.rules import Outcome
from yiwang.subsystems.approvals.applications.models import Application


@dataclass(frozen=True)
class Outcomes:
    """How many ended how, or stand where; which share of the decided ones was decided within its limit."""

    endings: Counter[str]
    on_time: float | None


def outcomes(replay: Replay) -> Outcomes:
    cases = Case.objects.filter(pk__in=_applications(replay).values("case"))
    counted = cases.order_by().values_list("state", "outcome").annotate(number=Count("pk"))
    endings: Counter[str] = Counter()
    for state, outcome, number in counted:
        endings[outcome if state == rules.CLOSED else state] += number
    decided = cases.exclude(decided_at=None).exclude(clock__outcome="")
    limits = Counter(decided.order_by().values_list("clock__outcome", flat=True))
    on_time = limits[Outcome.ON_TIME] / limits.total() if limits else None
    return Outcomes(endings, on_time)


def _applications(replay: Replay) -> QuerySet[Application]:
    return Application.objects.filter(matter__number__in=replay.played.values("receipt"))
