"""Which reports, sheets and problems wait for a post?"""

from yiwang.kernel.deadlines.moments import start_of, today
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.portal.contests import jury, rules
from yiwang.subsystems.portal.contests.models import Criterion, Entrant, Juror, Reported, Sheet
from yiwang.subsystems.portal.inspection.rules import RECTIFY


def to_report(post: Post, most: int) -> list[Todo]:
    """Self-reports of its units that nobody handed in, until their time ends."""
    if not may(post, RECTIFY):
        return []
    found = Entrant.objects.visible_to(post).filter(
        contest__state=rules.ANNOUNCED, contest__report_until__gte=today(), reported_at=None
    )
    rows = found.select_related("contest", "site").order_by("contest__report_until", "pk")
    return [
        Todo(
            title=f"{one.contest.name}：{one.site.name}自评报告",
            address=f"/office/contests/entrants/{one.pk}/",
            since=one.contest.announced_at or start_of(one.contest.first_on),
            note=f"{one.contest.report_until} 前报送",
        )
        for one in rows[:most]
    ]


def to_mark(post: Post, most: int) -> list[Todo]:
    """Sites that its person judges and has no sheet for; four queries."""
    jurors = list(
        Juror.objects.filter(person=post.person_id, contest__state=rules.COUNTED).select_related(
            "contest", "unit"
        )
    )
    if not jurors:
        return []
    by_contest = {one.contest_id: one for one in jurors}
    judged = Criterion.objects.filter(contest__in=by_contest, source=rules.JUDGED).values("contest")
    marked = Sheet.objects.filter(juror__in=jurors).values("entrant")
    rows = Entrant.objects.filter(contest__in=judged).exclude(pk__in=marked).select_related("site__unit")
    own = jury.paths_of(jurors)
    waiting = [
        one
        for one in rows.order_by("contest", "pk")
        if not jury.is_own(own[by_contest[one.contest_id].pk], one)
    ]
    return [
        Todo(
            title=f"{by_contest[one.contest_id].contest.name}：{one.site.name}",
            address=f"/office/contests/entrants/{one.pk}/sheet/",
            since=by_contest[one.contest_id].contest.counted_at or start_of(today()),
        )
        for one in waiting[:most]
    ]


def to_put_right(post: Post, most: int) -> list[Todo]:
    """Of its units, the earliest due first."""
    if not may(post, RECTIFY):
        return []
    rows = Reported.objects.visible_to(post).filter(state=rules.WAITING).in_full().order_by("due_on", "pk")
    day = today()
    return [
        Todo(
            title=f"{one.site.name}：{one.text}"[:120],
            address=f"/office/contests/problems/{one.pk}/",
            since=one.report.taken_at,
            note=f"{one.due_on} 前整改",
            is_late=one.due_on < day,
        )
        for one in rows[:most]
    ]
