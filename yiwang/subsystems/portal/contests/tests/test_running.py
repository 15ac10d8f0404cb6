"""A contest from its announcement to a result that never changes (FUNCTIONS S26)."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from yiwang.kernel.audit.models import Entry as Audited
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.files import holders
from yiwang.kernel.indicators import figures
from yiwang.kernel.indicators.rules import Measured
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_unit
from yiwang.kernel.publications.models import Publication
from yiwang.kernel.publications.tests.makers import make_publication
from yiwang.subsystems.portal.contests import bulletin, measuring, result, rules, waiting
from yiwang.subsystems.portal.contests.actions import drafting, running
from yiwang.subsystems.portal.contests.actions.running import Given
from yiwang.subsystems.portal.contests.models import Contest, Entrant, Mark, Score, Sheet
from yiwang.subsystems.portal.contests.tests import makers
from yiwang.subsystems.portal.contests.usual import Line
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.visits.models import DailyVisits

pytestmark = pytest.mark.django_db
SIMPLE = (("检查得分", 60, rules.INSPECTED), ("发布质量", 40, rules.JUDGED))


@pytest.fixture
def organiser():
    return makers.make_organiser()


@pytest.fixture
def sites():
    return [makers.make_watched(name=name) for name in ("水利局网站", "教育局网站", "民政局网站")]


@pytest.fixture
def judge():
    return makers.make_judge()


def entrant_of(contest: Contest, site) -> Entrant:
    return Entrant.objects.get(contest=contest, site=site)


def shown(organiser, sites, judge, *points: str, **changes) -> Contest:
    """Counted, judged with these points each, told to the units."""
    contest = makers.make_counted(organiser, sites, [judge], *SIMPLE, **changes)
    for site, given in zip(sites, points, strict=True):
        makers.mark(judge, entrant_of(contest, site), given)
    return running.show(actor(organiser), contest.pk)


def test_a_draft_begins_with_the_usual_scheme_and_is_changed_only_by_whoever_organises(organiser):
    contest = makers.make_draft(organiser)
    assert sum(one.points for one in contest.criteria.all()) == 100
    stranger = makers.make_organiser(unit=make_unit())
    with pytest.raises(Refused, match="权限"):
        drafting.change(actor(stranger), contest.pk, makers.plan())
    with pytest.raises(Refused, match="权限"):
        drafting.draw_up(actor(make_post()), makers.plan())
    drafting.change(actor(organiser), contest.pk, makers.plan(name="2027年度评比"))
    contest.refresh_from_db()
    assert contest.name == "2027年度评比"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"year": 26}, "year"),
        ({"groups": ""}, "groups"),
        ({"awards": "一等奖"}, "awards"),
        ({"objection_days": 99}, "objection_days"),
        ({"column": "no-such"}, "column"),
        ({"name": " "}, "name"),
    ],
)
def test_a_wrong_plan_names_its_field(organiser, changes, field):
    with pytest.raises(Refused) as refused:
        makers.make_draft(organiser, **changes)
    assert refused.value.field == field


def test_the_scheme_is_laid_down_line_by_line_and_refuses_what_does_not_fit(organiser):
    contest = makers.make_draft(organiser)
    by = actor(organiser)
    line = Line("安全", "安全防护", Decimal(5), rules.JUDGED)
    made = drafting.lay_down(by, contest.pk, line)
    drafting.lay_down(by, contest.pk, Line("安全", "安全防护", Decimal(6), rules.JUDGED), made.pk)
    made.refresh_from_db()
    assert made.points == 6
    for wrong, said in (
        (line, "已有这项指标"),
        (Line("安全", "别的", Decimal(0), rules.JUDGED), "分值"),
        (Line("安全", "别的", Decimal(5), "no.such"), "评分方式"),
    ):
        with pytest.raises(Refused, match=said):
            drafting.lay_down(by, contest.pk, wrong)
    drafting.strike(by, contest.pk, made.pk)
    assert not contest.criteria.filter(pk=made.pk).exists()


def test_it_is_announced_only_with_a_hundred_points_two_sites_and_a_judge_for_each(organiser, sites, judge):
    contest, by = makers.make_draft(organiser), actor(organiser)
    makers.lay_down(contest, organiser, ("检查得分", 60, rules.INSPECTED))
    with pytest.raises(Refused, match="60分"):
        running.announce(by, contest.pk)
    makers.lay_down(contest, organiser, *SIMPLE)
    with pytest.raises(Refused, match="两个参评网站"):
        running.announce(by, contest.pk)
    drafting.enter(by, contest.pk, "县区", [one.pk for one in sites])
    with pytest.raises(Refused, match="没有可以为水利局网站评分的评委"):
        running.announce(by, contest.pk)
    own = makers.make_judge(unit=sites[0].unit)
    drafting.name_juror(by, contest.pk, own.pk)
    with pytest.raises(Refused, match="没有可以为水利局网站评分的评委"):
        running.announce(by, contest.pk)
    with pytest.raises(Refused, match="已经是评委"):
        drafting.name_juror(by, contest.pk, own.pk)
    drafting.name_juror(by, contest.pk, judge.pk)
    with pytest.raises(Refused, match="还有参评网站"):
        drafting.change(by, contest.pk, makers.plan(groups="市直部门"))
    running.announce(by, contest.pk)


def test_the_announcement_is_public_and_told_to_units_and_judges(organiser, sites, judge):
    keeper = makers.make_keeper(sites[0])
    contest = makers.make_announced(organiser, sites, [judge], *SIMPLE)
    published = Publication.objects.get(pk=contest.announced_as_id)
    assert published.title == "关于开展2026年度政府网站评比的通知"
    assert "检查得分" in published.text
    assert "水利局网站、教育局网站、民政局网站" in published.text
    assert published.placements.get().column == "notices"
    assert Notice.objects.filter(person=keeper.person, subject__contains="已启动").exists()
    assert Notice.objects.filter(person=judge.person, subject__contains="评委").exists()
    [todo] = waiting.to_report(keeper, 10)
    assert todo.address == f"/office/contests/entrants/{entrant_of(contest, sites[0]).pk}/"
    with pytest.raises(Refused, match="已经启动"):
        drafting.change(actor(organiser), contest.pk, makers.plan())
    with pytest.raises(Refused, match="已经启动"):
        running.announce(actor(organiser), contest.pk)


def test_a_unit_reports_until_the_day_with_files_that_only_those_concerned_read(organiser, sites, judge):
    keeper, stranger = makers.make_keeper(sites[0]), makers.make_keeper(sites[1])
    contest = makers.make_announced(organiser, sites, [judge], *SIMPLE)
    entrant = entrant_of(contest, sites[0])
    files = [SimpleUploadedFile("证明.txt", "证明材料".encode())]
    running.report(actor(keeper), entrant.pk, "全年更新及时，没有重大问题。", files)
    stored = entrant.files.get().stored
    for post, expected in ((keeper, True), (organiser, True), (judge, True), (stranger, False)):
        assert holders.may_read(stored, post) is expected
    assert not holders.may_read(stored, None)
    assert stored.pk in holders.referenced([stored.pk])
    assert waiting.to_report(keeper, 10) == []
    with pytest.raises(Refused, match="权限"):
        running.report(actor(stranger), entrant.pk, "不是我的网站。")
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(rules.MOST_FILES)]
    with pytest.raises(Refused, match="附件最多5个"):
        running.report(actor(keeper), entrant.pk, "材料很多。", many)
    with pytest.raises(Refused, match="自评报告"):
        running.report(actor(keeper), entrant.pk, " ")
    makers.over(contest)
    with pytest.raises(Refused, match="截止"):
        running.report(actor(keeper), entrant.pk, "迟到的报告。")


def test_data_are_counted_after_the_time_and_stay_as_they_were(organiser, sites, judge):
    makers.make_run(sites[0], "40.0", started_at=shifted(now(), days=-40), ended_at=shifted(now(), days=-40))
    run = makers.make_run(sites[0], "90.0", lost={"link.inside": 10})
    makers.make_run(sites[1], "0.0", vetoes=["home.stale"])
    makers.make_run(sites[2], "99.0", ended_at=shifted(now(), days=-90))
    contest = makers.make_announced(organiser, sites, [judge], *SIMPLE)
    with pytest.raises(Refused, match="须先结束"):
        running.count(actor(organiser), contest.pk)
    running.count(actor(organiser), makers.over(contest).pk)
    scores = [Score.objects.get(entrant=entrant_of(contest, site)) for site in sites]
    assert [one.points for one in scores] == [Decimal("54.00"), Decimal(0), Decimal(0)]
    assert scores[0].behind[0]["address"] == f"/office/portal/inspections/runs/{run.pk}/"
    assert "扣10分" in scores[0].behind[1]["note"]
    assert "没有检查结论" in scores[2].said
    assert entrant_of(contest, sites[1]).vetoes == ["home.stale"]
    type(run).objects.filter(pk=run.pk).update(points=Decimal(10))
    scores[0].refresh_from_db()
    assert scores[0].points == Decimal("54.00")
    with pytest.raises(Refused, match="不在自评阶段"):
        running.count(actor(organiser), contest.pk)


def test_columns_and_visits_of_our_own_sites_are_read_where_they_are_kept(organiser, judge):
    ours = [makers.make_watched(site=True) for _ in range(2)]
    foreign = makers.make_watched()
    for slug, days in (("news", 14), ("plans", 14), ("about", None)):
        Column.objects.create(site=ours[0].site, slug=slug, title=slug, update_days=days)
    published = {"site": ours[0].site.slug, "kind": "news"}
    make_publication(title="新闻", columns=("news",), published_at=shifted(now(), days=-5), **published)
    make_publication(title="今天的", columns=("plans",), published_at=now(), **published)
    for site, views in ((ours[0], 30), (ours[1], 120)):
        day = shifted(today(), days=-3)
        DailyVisits.objects.create(day=day, site=site.site.slug, kind="home", views=views)
    DailyVisits.objects.create(day=today(), site=ours[0].site.slug, kind="home", views=999)
    lines = (
        ("更新", 50, rules.UPDATED),
        ("访问", 40, rules.VISITED),
        ("质量", 10, rules.JUDGED),
    )
    contest = makers.make_counted(organiser, [*ours, foreign], [judge], *lines)

    def told(site):
        rows = Score.objects.filter(entrant=entrant_of(contest, site)).order_by("criterion__label")
        return {one.criterion.label: one.points for one in rows.select_related("criterion")}

    assert told(ours[0]) == {"更新": Decimal("25.00"), "访问": Decimal("10.00")}
    assert told(ours[1]) == {"更新": None, "访问": Decimal("40.00")}
    assert told(foreign) == {"更新": None, "访问": None}
    stale = Score.objects.get(entrant=entrant_of(contest, ours[0]), criterion__label="更新").behind[0]
    assert (stale["title"], stale["counts"]) == ("plans", False)


def test_a_registered_figure_counts_for_the_unit_of_the_site(organiser, sites, judge, monkeypatch):
    unit_id = sites[0].unit_id
    record = figures.Record(
        "来信 1 号", datetime.fromisoformat("2026-01-01T00:00:00+08:00"), "逾期", "/office/"
    )
    figure = figures.Figure(
        "tests.share", "按期率", "测试。", figures.SHARE,
        lambda period: {unit_id: Measured(Decimal(3), Decimal(4))},
        lambda period, units, most: [record] if unit_id in units else [],
    )  # fmt: skip
    monkeypatch.setattr(figures, "_registered", {"tests.share": figure})
    contest = makers.make_counted(
        organiser, sites, [judge], ("按期率", 80, "tests.share"), ("质量", 20, rules.JUDGED)
    )
    score = Score.objects.get(entrant=entrant_of(contest, sites[0]))
    assert (score.points, score.behind[0]["title"]) == (Decimal("60.00"), "来信 1 号")
    assert Score.objects.get(entrant=entrant_of(contest, sites[1])).points is None


def test_judges_give_points_with_reasons_but_never_to_their_own_unit(organiser, sites, judge):
    second = makers.make_judge(unit=sites[0].unit)
    contest = makers.make_counted(organiser, sites, [judge, second], *SIMPLE)
    own, other = entrant_of(contest, sites[0]), entrant_of(contest, sites[1])
    assert len(waiting.to_mark(judge, 10)) == 3
    assert len(waiting.to_mark(second, 10)) == 2
    with pytest.raises(Refused, match="本单位"):
        makers.mark(second, own, "40")
    makers.mark(second, other, "30")
    makers.mark(second, other, "31")
    assert Mark.objects.get().points == 31
    assert len(waiting.to_mark(second, 10)) == 1
    with pytest.raises(Refused, match="不是这次评比的评委"):
        makers.mark(organiser, other, "30")
    with pytest.raises(Refused, match="0至40分"):
        makers.mark(judge, other, "41")
    criterion = contest.criteria.get(source=rules.JUDGED)
    with pytest.raises(Refused) as refused:
        running.mark(actor(judge), other.pk, {criterion.pk: Given(Decimal(1), "")})
    assert refused.value.field == f"reason_{criterion.pk}"
    with pytest.raises(Refused, match="请为“发布质量”评分"):
        running.mark(actor(judge), other.pk, {})
    assert Sheet.objects.count() == 1


def test_a_judge_who_moves_to_a_unit_no_longer_judges_its_site(organiser, sites, judge):
    contest = makers.make_counted(organiser, sites, [judge], *SIMPLE)
    make_post(person=judge.person, unit=sites[0].unit)
    with pytest.raises(Refused, match="本单位"):
        makers.mark(judge, entrant_of(contest, sites[0]), "40")
    makers.mark(judge, entrant_of(contest, sites[1]), "40")


def test_the_mean_counts_and_a_site_without_a_sheet_holds_everything_up(organiser, sites, judge):
    second = makers.make_judge()
    contest = makers.make_counted(organiser, sites, [judge, second], *SIMPLE)
    for site in sites[:2]:
        makers.mark(judge, entrant_of(contest, site), "30")
    with pytest.raises(Refused, match="民政局网站"):
        running.show(actor(organiser), contest.pk)
    makers.mark(judge, entrant_of(contest, sites[2]), "30")
    makers.mark(second, entrant_of(contest, sites[0]), "35.5")
    running.show(actor(organiser), contest.pk)
    score = Score.objects.get(entrant=entrant_of(contest, sites[0]), criterion__source=rules.JUDGED)
    assert (score.points, score.judges, score.said) == (Decimal("32.75"), 2, "2名评委的平均分。")
    with pytest.raises(Refused, match="评分阶段"):
        makers.mark(judge, entrant_of(contest, sites[0]), "40")


def test_a_unit_objects_in_time_and_is_answered_with_a_reason(organiser, sites, judge):
    keeper = makers.make_keeper(sites[0])
    contest = shown(organiser, sites, judge, "30", "20", "10")
    entrant = entrant_of(contest, sites[0])
    score = entrant.scores.get(criterion__source=rules.JUDGED)
    raised = running.object_to(actor(keeper), entrant.pk, score.pk, "有两项没有计入。")
    with pytest.raises(Refused, match="正在处理"):
        running.object_to(actor(keeper), entrant.pk, score.pk, "再说一次。")
    with pytest.raises(Refused, match="权限"):
        running.answer(actor(keeper), raised.pk, Decimal(40), "同意。")
    with pytest.raises(Refused, match="0至40分"):
        running.answer(actor(organiser), raised.pk, Decimal(41), "情况属实。")
    running.answer(actor(organiser), raised.pk, Decimal(34), "情况属实，予以调整。")
    score.refresh_from_db()
    assert (score.points, score.changed_from) == (Decimal(34), Decimal(30))
    assert Audited.objects.filter(act="portal.contest_answer").exists()
    assert Notice.objects.filter(person=keeper.person, body__contains="予以调整").exists()
    with pytest.raises(Refused, match="已经答复"):
        running.answer(actor(organiser), raised.pk, None, "再答一次。")
    makers.undisputed(contest)
    with pytest.raises(Refused, match="申诉期限已过"):
        running.object_to(actor(keeper), entrant.pk, score.pk, "太晚了。")


def test_the_result_waits_for_the_time_and_the_answers(organiser, sites, judge):
    keeper = makers.make_keeper(sites[0])
    contest = shown(organiser, sites, judge, "30", "20", "10")
    with pytest.raises(Refused, match="申诉期到"):
        running.finish(actor(organiser), contest.pk)
    entrant = entrant_of(contest, sites[0])
    raised = running.object_to(actor(keeper), entrant.pk, entrant.scores.all()[0].pk, "有异议。")
    makers.undisputed(contest)
    with pytest.raises(Refused, match="没有答复"):
        running.finish(actor(organiser), contest.pk)
    running.answer(actor(organiser), raised.pk, None, "维持原得分。")
    running.finish(actor(organiser), contest.pk)


def finished(organiser, sites, judge, *points: str) -> Contest:
    makers.make_run(sites[0], "90.0")
    makers.make_run(sites[1], "0.0", vetoes=["home.stale"])
    makers.make_run(sites[2], "90.0")
    contest = shown(organiser, sites, judge, *points, objection_days=0)
    return running.finish(actor(organiser), contest.pk)


def test_the_result_is_ranked_public_and_proved(organiser, sites, judge):
    contest = finished(organiser, sites, judge, "30", "40", "30")
    ranked = [(one.site.name, one.rank, one.total, one.award) for one in bulletin.ranked(contest)]
    assert ranked == [
        ("水利局网站", 1, Decimal("84.00"), "一等奖"),
        ("民政局网站", 1, Decimal("84.00"), "一等奖"),
        ("教育局网站", 3, Decimal("40.00"), ""),
    ]
    published = Publication.objects.get(pk=contest.result_as_id)
    assert "一等奖" in published.text
    assert "单项否决" in published.text
    assert result.digest(contest) == contest.digest
    Score.objects.filter(entrant=entrant_of(contest, sites[1])).update(points=Decimal(60))
    assert result.digest(contest) != contest.digest


def test_after_the_result_no_deed_changes_anything(organiser, sites, judge):
    keeper = makers.make_keeper(sites[0])
    contest = finished(organiser, sites, judge, "30", "40", "30")
    by, entrant = actor(organiser), entrant_of(contest, sites[0])
    score = entrant.scores.all()[0]
    deeds = (
        lambda: drafting.change(by, contest.pk, makers.plan()),
        lambda: drafting.strike(by, contest.pk, score.criterion_id),
        lambda: drafting.leave_out(by, contest.pk, entrant.pk),
        lambda: running.announce(by, contest.pk),
        lambda: running.report(actor(keeper), entrant.pk, "再报一次。"),
        lambda: running.count(by, contest.pk),
        lambda: makers.mark(judge, entrant, "40"),
        lambda: running.show(by, contest.pk),
        lambda: running.object_to(actor(keeper), entrant.pk, score.pk, "还有异议。"),
        lambda: running.finish(by, contest.pk),
    )
    for deed in deeds:
        with pytest.raises(Refused):
            deed()
    contest.refresh_from_db()
    assert result.digest(contest) == contest.digest


def test_the_database_itself_gives_a_vetoed_site_no_award(organiser, sites, judge):
    contest = finished(organiser, sites, judge, "30", "40", "30")
    with pytest.raises(IntegrityError), transaction.atomic():
        Entrant.objects.filter(pk=entrant_of(contest, sites[1]).pk).update(award="一等奖")


def test_counting_asks_no_more_for_more_sites(organiser):

    contest = makers.make_draft(organiser)
    makers.lay_down(
        contest,
        organiser,
        ("检查", 40, rules.INSPECTED),
        ("更新", 30, rules.UPDATED),
        ("访问", 30, rules.VISITED),
    )
    numbers = []
    for _ in range(2):
        more = [makers.make_watched(site=True) for _ in range(3)]
        drafting.enter(actor(organiser), contest.pk, makers.GROUPS[0], [one.pk for one in more])
        entrants = list(contest.entrants.select_related("site__unit", "site__site"))
        with CaptureQueriesContext(connection) as asked:
            measuring.counted(contest, entrants)
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]
