"""How did the units of the demonstration city do month by month, and what was written about it?"""

from collections.abc import Iterator
from functools import partial

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.people import SUPERVISING
from yiwang.demonstration.supervision.told import LEADER
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.exchange.actions.delivering import deliver_waiting
from yiwang.kernel.indicators.models import Score, Snapshot
from yiwang.kernel.indicators.periods import month_before
from yiwang.subsystems.supervision.board import rules
from yiwang.subsystems.supervision.board.actions import papers, scoring, tallying
from yiwang.subsystems.supervision.board.models import Paper
from yiwang.subsystems.supervision.board.rules import Span
from yiwang.subsystems.supervision.watching import sight

WRITTEN_AT = 16 * 60 + 20
MOST_ADDRESSED = 12


def results(cast: Cast, days: Days, first: int) -> Iterator[Act]:
    """A month's result on its evening, the bulletin on the afternoon after it; the figures of today last."""
    for back in range(first, -1, -1):
        yield Act(at(days.back(back), WRITTEN_AT), partial(_write, cast))
    yield Act(at(days.back(0), 19 * 60 + 30), _count)


def _write(cast: Cast) -> None:
    """The bulletin on the last month, and advice to whoever failed, of which the first is still a draft."""
    span = Span((month_before(today()).first,))
    snapshot = Snapshot.objects.filter(scheme=rules.SCHEME, month=span.months[0]).first()
    if snapshot is None or Paper.objects.filter(form=rules.BULLETIN, span=span.code).exists():
        return
    by, post, center = cast.by(LEADER), cast.posts[LEADER], cast.units[SUPERVISING]
    scores = Score.objects.filter(snapshot=snapshot).exclude(rank=None).select_related("unit")
    addressed = [score.unit for score in scores.order_by("rank", "pk")[:MOST_ADDRESSED]]
    if not addressed:
        return  # nobody had anything to be appraised by in that month
    paper = papers.draft_bulletin(by, center, sight.of(post), span)
    papers.issue(by, paper.pk)
    papers.dispatch(by, paper.pk, addressed)
    failed = scores.filter(grade=rules.FAILING).order_by("-rank", "pk").first()
    if failed:
        papers.draft_advice(by, center, failed.pk)
    deliver_waiting()


def _count() -> None:
    tallying.count()
    scoring.count_running()
