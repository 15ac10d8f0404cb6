"""How are reporters sent, and what becomes of it?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import local, now
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person, Post
from yiwang.subsystems.portal.actions.hands import post_of, require_right
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.newsroom import queries, rules
from yiwang.subsystems.portal.newsroom.models import Assignment, Reporter, Result
from yiwang.subsystems.portal.newsroom.rules import MANAGE
from yiwang.subsystems.portal.rules import WRITE


@dataclass(frozen=True)
class Plan:
    """An assignment as it is written down."""

    event: str
    kind: str
    place: str
    starts_at: datetime
    ends_at: datetime
    note: str = ""


@transaction.atomic
def assign(by: Actor, plan: Plan, person_ids: Collection[int], *, is_confirmed: bool = False) -> Assignment:
    """Send people somewhere; they hear of it. Raises rules.Overlapping where one is elsewhere then."""
    post = require_right(by, MANAGE)
    assignment = Assignment(unit=post.unit, made_by=post.person, made_at=now())
    _apply(assignment, plan)
    chosen = _chosen(post, person_ids)
    _check_overlaps(assignment, chosen, is_confirmed=is_confirmed)
    assignment.save()
    _send(assignment, chosen)
    record(
        by,
        "portal.assignment_make",
        assignment,
        reporters=[one.person.name for one in chosen],
        is_confirmed=is_confirmed,
    )
    _tell(assignment, [one.person for one in chosen], "采访任务", by.person_id)
    return assignment


@transaction.atomic
def change(
    by: Actor, assignment_id: int, plan: Plan, person_ids: Collection[int], *, is_confirmed: bool = False
) -> Assignment:
    """Another time, place or people, while it is planned; all of them hear of it."""
    assignment = _locked(by, assignment_id)
    rules.after(assignment.state, "done")
    _apply(assignment, plan)
    chosen = _chosen(post_of(by), person_ids)
    _check_overlaps(assignment, chosen, is_confirmed=is_confirmed)
    before = [held.person for held in assignment.reporters.select_related("person")]
    assignment.save()
    assignment.reporters.all().delete()
    _send(assignment, chosen)
    stays = {one.person_id for one in chosen}
    record(
        by,
        "portal.assignment_change",
        assignment,
        reporters=[one.person.name for one in chosen],
        is_confirmed=is_confirmed,
    )
    _tell(assignment, [one.person for one in chosen], "采访任务有变动", by.person_id)
    _tell(assignment, [one for one in before if one.pk not in stays], "采访任务已改派他人", by.person_id)
    return assignment


@transaction.atomic
def complete(by: Actor, assignment_id: int) -> Assignment:
    """It took place: from now on it counts. Said by whoever sends, or by one of those sent."""
    assignment = (
        Assignment.objects.select_for_update(of=("self",)).select_related("unit").get(pk=assignment_id)
    )
    if not assignment.reporters.filter(person=by.person_id).exists():
        require_right(by, MANAGE, assignment.unit)
    state = rules.after(assignment.state, "done")
    rules.check_done(assignment.starts_at, now())
    assignment.state = state
    assignment.save(update_fields=["state"])
    record(by, "portal.assignment_complete", assignment, reporters=assignment.reporters.count())
    return assignment


@transaction.atomic
def cancel(by: Actor, assignment_id: int, reason: str) -> Assignment:
    reason = rules.checked_reason(reason)
    assignment = _locked(by, assignment_id)
    assignment.state, assignment.reason = rules.after(assignment.state, "cancel"), reason
    assignment.save(update_fields=["state", "reason"])
    record(by, "portal.assignment_cancel", assignment, reason=reason)
    people = [held.person for held in assignment.reporters.select_related("person")]
    _tell(assignment, people, "采访任务已取消", by.person_id)
    return assignment


@transaction.atomic
def link(by: Actor, assignment_id: int, article_id: int) -> Result:
    """An article came of it; whoever was sent or sends says so, of an article that they see."""
    assignment = (
        Assignment.objects.select_for_update(of=("self",)).select_related("unit").get(pk=assignment_id)
    )
    post = require_right(by, WRITE)
    if not assignment.reporters.filter(person=by.person_id).exists():
        require_right(by, MANAGE, assignment.unit)
    article = Article.objects.visible_to(post).kept().filter(pk=article_id).first()
    if article is None:
        raise Refused("没有找到这篇稿件，请填写稿件编号。", field="article")
    result, is_new = Result.objects.get_or_create(
        assignment=assignment, article=article, defaults={"linked_by": post.person, "linked_at": now()}
    )
    if not is_new:
        raise Refused("这篇稿件已经关联。", field="article")
    record(by, "portal.assignment_link", assignment, article=article.pk, title=article.title)
    return result


def _locked(by: Actor, assignment_id: int) -> Assignment:
    assignment = (
        Assignment.objects.select_for_update(of=("self",)).select_related("unit").get(pk=assignment_id)
    )
    require_right(by, MANAGE, assignment.unit)
    return assignment


def _apply(assignment: Assignment, plan: Plan) -> None:
    rules.check_times(plan.starts_at, plan.ends_at)
    if plan.kind not in rules.KINDS:
        raise Refused("请选择类型。", field="kind")
    assignment.event = rules.required(plan.event, "event", "活动", rules.EVENT_LENGTH)
    assignment.place = rules.required(plan.place, "place", "地点", rules.PLACE_LENGTH)
    assignment.kind, assignment.starts_at, assignment.ends_at = plan.kind, plan.starts_at, plan.ends_at
    assignment.note = plan.note.strip()[: rules.NOTE_LENGTH]


def _chosen(post: Post, person_ids: Collection[int]) -> list[Post]:
    """Those among whom the post may choose; Refused where somebody else was named."""
    wanted = set(person_ids)
    rules.check_reporters(wanted)
    chosen = [one for one in queries.candidates(post) if one.person_id in wanted]
    if len(chosen) != len(wanted):
        raise Refused("有人员不在可派遣的范围，请重新选择。", field="reporters")
    return chosen


def _check_overlaps(assignment: Assignment, chosen: list[Post], *, is_confirmed: bool) -> None:
    # Whoever is sent somewhere at this very moment by somebody else waits for this row.
    ids = sorted(one.person_id for one in chosen)
    list(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    others = queries.engagements(ids, assignment.starts_at, assignment.ends_at, assignment.pk)
    rules.check_overlaps(assignment.starts_at, assignment.ends_at, others, is_confirmed=is_confirmed)


def _send(assignment: Assignment, chosen: list[Post]) -> None:
    Reporter.objects.bulk_create(
        Reporter(assignment=assignment, person=one.person, unit=one.unit) for one in chosen
    )


def _tell(assignment: Assignment, people: list[Person], subject: str, by: int | None) -> None:
    starts = local(assignment.starts_at)
    for person in people:
        if person.pk != by:
            tell(
                person,
                subject=f"{subject}：{assignment.event}"[:100],
                body=f"{starts.month}月{starts.day}日{starts:%H:%M}，{assignment.place}。",
                link=f"/office/newsroom/{assignment.pk}/",
            )
