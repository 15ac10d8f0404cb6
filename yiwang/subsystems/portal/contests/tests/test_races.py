"""Two at once: is a contest announced once, a sheet kept whole, a report taken in once? On PostgreSQL."""

from decimal import Decimal

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.kernel.organizations.tests.racing import at_once, races, refusals
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.contests import rules
from yiwang.subsystems.portal.contests.actions import drafting, reported, running
from yiwang.subsystems.portal.contests.actions.running import Given
from yiwang.subsystems.portal.contests.models import Mark, Reported, Sheet
from yiwang.subsystems.portal.contests.tests import makers

pytestmark = races
SCHEME = (("检查得分", 60, rules.INSPECTED), ("发布质量", 40, rules.JUDGED))


def test_of_two_who_announce_at_once_one_does() -> None:
    organiser, judge = makers.make_organiser(), makers.make_judge()
    contest, by = makers.make_draft(organiser), actor(organiser)
    drafting.enter(by, contest.pk, makers.GROUPS[0], [makers.make_watched().pk for _ in range(2)])
    drafting.name_juror(by, contest.pk, judge.pk)
    [refused] = refusals(at_once(*[lambda: running.announce(by, contest.pk)] * 2))
    assert "已经启动" in refused
    assert Publication.objects.count() == 1


def test_a_sheet_handed_in_twice_at_once_is_one_whole_sheet() -> None:
    organiser, judge = makers.make_organiser(), makers.make_judge()
    contest = makers.make_counted(organiser, [makers.make_watched() for _ in range(2)], [judge], *SCHEME)
    entrant, criterion = contest.entrants.all()[0], contest.criteria.get(source=rules.JUDGED)
    given = {criterion.pk: Given(Decimal(30), "内容准确。")}
    assert refusals(at_once(*[lambda: running.mark(actor(judge), entrant.pk, given)] * 2)) == []
    assert (Sheet.objects.count(), Mark.objects.count()) == (1, 1)


def test_the_same_report_taken_in_twice_at_once_leaves_each_problem_once() -> None:
    organiser = makers.make_organiser()
    makers.make_watched(name="水利局网站")
    told = reported.Told("第三季度通报", "省政府办公厅", today())
    data = "网站,问题,网址,整改期限\n水利局网站,栏目空白,,2026-12-31\n".encode()
    told_no = refusals(at_once(*[lambda: reported.take_in(actor(organiser), told, data)] * 2))
    assert all("刚刚导入" in sentence for sentence in told_no)
    assert Reported.objects.count() == 1
