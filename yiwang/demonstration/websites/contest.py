"""Which websites compete this year, who judges them, and who has reported by now?"""

from collections.abc import Iterator
from functools import partial

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.kernel.deadlines.moments import shifted
from yiwang.subsystems.portal.contests.actions import drafting, running
from yiwang.subsystems.portal.contests.models import Contest, Entrant
from yiwang.subsystems.portal.contests.usual import usual
from yiwang.subsystems.portal.inspection.actions.sites import watch_own
from yiwang.subsystems.portal.inspection.models import Watched

ORGANISER, KEEPER, JUDGES = "xing.zhicha", "guan.zhanyue", ("ning.zhiyuan", "wei.shuning", "yan.shouyi")
REPORTING = "edu"
# By the slug of their sites, in the order of the usual groups.
COMPETING = (REPORTING, "baizhu")
COLUMN = "notices"
NOTICE = (
    "为提升全市政府网站的服务水平，市政府决定组织本年度政府网站评比。\n"
    "评比采用系统统计与评委评分相结合的办法，得分先告知各单位，可以申诉，结果向社会公布。\n"
    "请各参评单位对照评分指标认真自评，按时报送自评报告。"
)
REPORT = (
    "本年度网站各栏目按期更新，招生入学、校外培训监管两个专题按月维护。\n"
    "首页和办事指南的失效链接已逐条修复，图片均有替代文字，支持长者模式和大字浏览。\n"
    "不足之处：英文简介更新较慢，计划年底前完成。"
)


def contest(cast: Cast, days: Days) -> Iterator[Act]:
    yield Act(at(days.back(12), 9 * 60 + 25), watch_own)
    yield Act(at(days.back(11), 9 * 60 + 40), partial(_announce, cast, days))
    yield Act(at(days.back(3), 15 * 60 + 35), partial(_report, cast))


def _announce(cast: Cast, days: Days) -> None:
    by, year = cast.by(ORGANISER), days.made_on.year
    plan = drafting.Plan(
        name=f"{year}年度全市政府网站评比",
        year=year,
        announcement=NOTICE,
        groups="\n".join(usual().groups),
        awards="\n".join(f"{one.label} {one.places}" for one in usual().awards),
        first_on=days.back(120),
        last_on=shifted(days.made_on, days=15),
        report_until=shifted(days.made_on, days=20),
        result_by=shifted(days.made_on, days=60),
        objection_days=7,
        column=COLUMN,
    )
    drawn = drafting.draw_up(by, plan)
    for group, slug in zip(usual().groups, COMPETING, strict=True):
        drafting.enter(by, drawn.pk, group, [Watched.objects.get(site__slug=slug).pk])
    for account in JUDGES:
        drafting.name_juror(by, drawn.pk, cast.posts[account].pk)
    running.announce(by, drawn.pk)


def _report(cast: Cast) -> None:
    entrant = Entrant.objects.get(contest=Contest.objects.get(), site__site__slug=REPORTING)
    running.report(cast.by(KEEPER), entrant.pk, REPORT)
