"""How is a contest drafted: its notice, scheme, sites and judges?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.portal.actions.hands import require_right
from yiwang.subsystems.portal.contests import rules, sources
from yiwang.subsystems.portal.contests.actions.held import organised
from yiwang.subsystems.portal.contests.models import Contest, Criterion, Entrant, Juror
from yiwang.subsystems.portal.contests.rules import DRAFT
from yiwang.subsystems.portal.contests.usual import Line, usual
from yiwang.subsystems.portal.inspection.models import Watched
from yiwang.subsystems.portal.inspection.rules import INSPECT
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.sites import MAIN


@dataclass(frozen=True)
class Plan:
    """A contest as it is drafted; ``groups`` and ``awards`` one a line."""

    name: str
    year: int
    announcement: str
    groups: str
    awards: str
    first_on: date
    last_on: date
    report_until: date
    result_by: date
    objection_days: int
    column: str


@transaction.atomic
def draw_up(by: Actor, plan: Plan) -> Contest:
    """A draft with the usual scheme. Raises Refused with the field that is wrong."""
    post = require_right(by, INSPECT)
    contest = Contest(unit=post.unit, made_at=now())
    _apply(contest, plan)
    contest.save()
    Criterion.objects.bulk_create(
        Criterion(
            contest=contest,
            heading=line.heading,
            label=line.label,
            points=line.points,
            source=line.source if line.source in sources.known() else rules.JUDGED,
            note=line.note,
            order=order,
        )
        for order, line in enumerate(usual().lines)
    )
    record(by, "portal.contest_draft", contest, year=contest.year)
    return contest


@transaction.atomic
def change(by: Actor, contest_id: int, plan: Plan) -> Contest:
    """While it is a draft. Raises Refused as ``draw_up``, and where a site would lose its group."""
    contest = organised(by, contest_id, DRAFT)
    _apply(contest, plan)
    lost = contest.entrants.exclude(group__in=contest.groups).values_list("group", flat=True).first()
    if lost:
        raise Refused(f"组别“{lost}”里还有参评网站，不能删去。", field="groups")
    contest.save()
    record(by, "portal.contest_change", contest)
    return contest


def _apply(contest: Contest, plan: Plan) -> None:
    rules.check_year(plan.year)
    rules.check_dates(plan.first_on, plan.last_on, plan.report_until, plan.result_by)
    if not 0 <= plan.objection_days <= rules.MOST_OBJECTION_DAYS:
        raise Refused(f"申诉期限为0至{rules.MOST_OBJECTION_DAYS}天，请修改。", field="objection_days")
    if not Column.objects.open().filter(site__slug=MAIN, slug=plan.column).exists():
        raise Refused("请选择公布通知和结果的栏目。", field="column")
    contest.name = rules.checked_line(plan.name, "name", "评比名称")
    contest.announcement = rules.checked_text(
        plan.announcement, "announcement", "评比通知", rules.REPORT_LENGTH
    )
    contest.groups = rules.groups_of(plan.groups)
    contest.awards = [[one.label, one.places] for one in rules.awards_of(plan.awards)]
    contest.year, contest.objection_days, contest.column = plan.year, plan.objection_days, plan.column
    contest.first_on, contest.last_on = plan.first_on, plan.last_on
    contest.report_until, contest.result_by = plan.report_until, plan.result_by


@transaction.atomic
def lay_down(by: Actor, contest_id: int, line: Line, criterion_id: int | None = None) -> Criterion:
    """A new criterion, or another wording of one. Raises Refused with the field that is wrong."""
    contest = organised(by, contest_id, DRAFT)
    sources.check(line.source)
    rules.check_points(line.points)
    others = contest.criteria.exclude(pk=criterion_id or 0)
    if criterion_id is None and others.count() >= rules.MOST_CRITERIA:
        raise Refused(f"评分指标最多{rules.MOST_CRITERIA}项。")
    held = contest.criteria.filter(pk=criterion_id or 0).first()
    criterion = held or Criterion(contest=contest, order=others.count())
    criterion.heading = rules.checked_line(line.heading, "heading", "一级指标", rules.LABEL_LENGTH)
    criterion.label = rules.checked_line(line.label, "label", "指标", rules.LABEL_LENGTH)
    if others.filter(heading=criterion.heading, label=criterion.label).exists():
        raise Refused("同一个一级指标下已有这项指标，请修改名称。", field="label")
    criterion.points, criterion.source = line.points, line.source
    criterion.note = line.note.replace("\x00", "").strip()[: rules.TEXT_LENGTH]
    criterion.save()
    record(
        by, "portal.contest_scheme", contest, criterion=criterion.label, points=str(line.points),
        source=line.source,
    )  # fmt: skip
    return criterion


@transaction.atomic
def strike(by: Actor, contest_id: int, criterion_id: int) -> None:
    contest = organised(by, contest_id, DRAFT)
    criterion = contest.criteria.filter(pk=criterion_id).first()
    if criterion:
        record(by, "portal.contest_scheme", contest, struck=criterion.label)
        criterion.delete()


@transaction.atomic
def enter(by: Actor, contest_id: int, group: str, site_ids: Collection[int]) -> int:
    """Sites that compete in a group; those that do already change to it. How many."""
    contest = organised(by, contest_id, DRAFT)
    post = require_right(by, INSPECT)
    if group not in contest.groups:
        raise Refused("请从列表中选择组别。", field="group")
    sites = list(Watched.objects.visible_to(post).filter(pk__in=site_ids))
    if not sites:
        raise Refused("请至少选择一个网站。", field="sites")
    Entrant.objects.bulk_create(
        [Entrant(contest=contest, site=site, group=group) for site in sites],
        update_conflicts=True,
        unique_fields=["contest", "site"],
        update_fields=["group"],
    )
    record(by, "portal.contest_enter", contest, group=group, sites=[site.name for site in sites])
    return len(sites)


@transaction.atomic
def leave_out(by: Actor, contest_id: int, entrant_id: int) -> None:
    contest = organised(by, contest_id, DRAFT)
    entrant = contest.entrants.select_related("site").filter(pk=entrant_id).first()
    if entrant:
        record(by, "portal.contest_leave_out", contest, site=entrant.site.name)
        entrant.delete()


@transaction.atomic
def name_juror(by: Actor, contest_id: int, post_id: int) -> Juror:
    """An official in office judges. Raises Refused for one that is named already."""
    contest = organised(by, contest_id, DRAFT)
    post = Post.objects.own().in_office(today()).in_full().filter(pk=post_id).first()
    if post is None:
        raise Refused("没有找到这位在岗人员，请重新查找。")
    juror, is_new = Juror.objects.get_or_create(
        contest=contest, person=post.person, defaults={"unit": post.unit}
    )
    if not is_new:
        raise Refused(f"{post.person.name}已经是评委。")
    record(by, "portal.contest_jury", contest, named=post.person.name, unit=post.unit.name)
    return juror


@transaction.atomic
def dismiss_juror(by: Actor, contest_id: int, juror_id: int) -> None:
    contest = organised(by, contest_id, DRAFT)
    juror = contest.jurors.select_related("person").filter(pk=juror_id).first()
    if juror:
        record(by, "portal.contest_jury", contest, dismissed=juror.person.name)
        juror.delete()
