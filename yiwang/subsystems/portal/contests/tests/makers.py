"""Contests, the people who hold them and judge, and sites that compete, with sensible defaults."""

from decimal import Decimal
from itertools import count
from typing import Any

from yiwang.kernel.deadlines.moments import now, shifted, start_of, today
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.tests.makers import actor, make_post, make_root, make_unit
from yiwang.subsystems.portal.contests.actions import drafting, running
from yiwang.subsystems.portal.contests.actions.drafting import Plan
from yiwang.subsystems.portal.contests.actions.running import Given
from yiwang.subsystems.portal.contests.models import Contest, Entrant
from yiwang.subsystems.portal.contests.usual import Line
from yiwang.subsystems.portal.inspection import rules as inspection
from yiwang.subsystems.portal.inspection.models import Run, Watched
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.sites import Site
from yiwang.subsystems.portal.tests import makers as portal

GROUPS = ("市直部门", "县区")
_numbers = count(1)


def make_organiser(**changes: Any) -> Post:
    return make_post(**{"unit": make_root(), "roles": [inspection.INSPECTOR], **changes})


def make_keeper(site: Watched, **changes: Any) -> Post:
    return make_post(**{"unit": site.unit, "roles": [inspection.KEEPER], **changes})


def make_judge(**changes: Any) -> Post:
    """An official without any role of the inspection."""
    return make_post(**changes)


def make_watched(**changes: Any) -> Watched:
    """A site of a unit of its own; ``site=True``: one of those that we keep ourselves."""
    number = next(_numbers)
    unit = changes.pop("unit", None) or make_unit()
    own = None
    if changes.pop("site", False):
        own = Site.objects.create(
            slug=f"s{number}", name=f"网站{number}", domain=f"s{number}.yunze.gov.cn", sponsor=unit.name,
            unit=unit,
        )  # fmt: skip
    fields = {
        "name": f"{unit.name}网站",
        "address": f"https://s{number}.example.gov.cn/",
        "added_at": now(),
        **changes,
    }
    return Watched.objects.create(unit=unit, site=own, **fields)


def make_run(site: Watched, points: str = "90.0", **changes: Any) -> Run:
    """Ended within the usual period."""
    at = shifted(now(), days=-20)
    vetoes = changes.get("vetoes", [])
    fields = {
        "state": inspection.DONE,
        "started_at": at,
        "ended_at": at,
        "started_by": "系统",
        "most_pages": 100,
        "most_seconds": 100,
        "points": Decimal(points),
        "verdict": inspection.VETOED if vetoes else inspection.PASSED,
        **changes,
    }
    return Run.objects.create(site=site, **fields)


def make_column() -> Column:
    held = Column.objects.filter(slug="notices").first()
    return held or portal.make_column(slug="notices", title="通知公告")


def plan(**changes: Any) -> Plan:
    """A contest over the last two months whose reports are due in three days."""
    fields = {
        "name": "2026年度政府网站评比",
        "year": 2026,
        "announcement": "为提升政府网站水平，组织开展年度评比。\n请各单位认真自评。",
        "groups": "\n".join(GROUPS),
        "awards": "一等奖 1\n二等奖 1",
        "first_on": shifted(today(), days=-60),
        "last_on": shifted(today(), days=-1),
        "report_until": shifted(today(), days=3),
        "result_by": shifted(today(), days=30),
        "objection_days": 5,
        "column": make_column().slug,
        **changes,
    }
    return Plan(**fields)


def make_draft(organiser: Post | None = None, **changes: Any) -> Contest:
    """With the usual scheme, without sites and judges."""
    return drafting.draw_up(actor(organiser or make_organiser()), plan(**changes))


def lay_down(contest: Contest, by: Post, *lines: tuple[str, int, str]) -> None:
    """Another scheme in place of the usual one: label, points, source."""
    contest.criteria.all().delete()
    for label, points, source in lines:
        drafting.lay_down(actor(by), contest.pk, Line("指标", label, Decimal(points), source))


def make_announced(
    organiser: Post, sites: list[Watched], judges: list[Post], *lines: tuple[str, int, str], **changes: Any
) -> Contest:
    """All sites in the first group."""
    contest = make_draft(organiser, **changes)
    if lines:
        lay_down(contest, organiser, *lines)
    drafting.enter(actor(organiser), contest.pk, GROUPS[0], [one.pk for one in sites])
    for judge in judges:
        drafting.name_juror(actor(organiser), contest.pk, judge.pk)
    return running.announce(actor(organiser), contest.pk)


def over(contest: Contest) -> Contest:
    """The time for reports has ended."""
    Contest.objects.filter(pk=contest.pk).update(report_until=shifted(today(), days=-1))
    contest.refresh_from_db()
    return contest


def make_counted(organiser: Post, *args: Any, **changes: Any) -> Contest:
    contest = make_announced(organiser, *args, **changes)
    return running.count(actor(organiser), over(contest).pk)


def mark(judge: Post, entrant: Entrant, points: str) -> None:
    """The same points under every judged criterion."""
    judged = [one for one in entrant.contest.criteria.all() if one.is_judged]
    given = {one.pk: Given(Decimal(points), "内容准确，更新及时。") for one in judged}
    running.mark(actor(judge), entrant.pk, given)


def undisputed(contest: Contest) -> Contest:
    """The time for objections has ended."""
    moment = shifted(start_of(today()), days=-10)
    Contest.objects.filter(pk=contest.pk).update(shown_at=moment)
    contest.refresh_from_db()
    return contest
