"""Which orders wait for a post, and which files do orders show it?"""

from django.db.models import Q

from yiwang.kernel.cases.models import desks_of
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import permissions
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.supervision.orders import queries, rules, sight
from yiwang.subsystems.supervision.orders.models import Delay, Duty, Feedback, Visit
from yiwang.subsystems.supervision.orders.reminding import address_of
from yiwang.subsystems.supervision.watching.rules import LEAD, RESPOND


def to_answer(post: Post, most: int) -> list[Todo]:
    """What the unit was ordered and has not reported, the nearest end first."""
    if RESPOND not in permissions(post):
        return []
    open_duties = Duty.objects.open().filter(unit__in=desks_of(post))
    found = open_duties.select_related("order__case", "clock").order_by("clock__due_at", "pk")[:most]
    moment = now()
    return [
        Todo(
            title=duty.order.case.title,
            address=address_of(duty.order),
            since=duty.order.case.opened_at,
            note=f"{duty.order.case.number} · {duty.part}",
            is_late=queries.days_late(duty, moment) > 0,
        )
        for duty in found
    ]


def to_judge(post: Post, most: int) -> list[Todo]:
    """Feedback and requests for more time that wait for a verdict, the oldest first."""
    if LEAD not in permissions(post):
        return []
    ours = Q(order__case__unit__in=desks_of(post))
    reported = Duty.objects.filter(ours, state=rules.REPORTED).select_related("order__case", "unit")
    asked = Delay.objects.filter(state=rules.ASKED, duty__order__case__unit__in=desks_of(post))
    delays = asked.select_related("duty__order__case", "duty__unit").order_by("asked_at")[:most]
    found = [
        Todo(
            f"{duty.unit.called}申请销号：{duty.order.case.title}",
            address_of(duty.order),
            duty.reported_at or duty.order.case.opened_at,
            duty.order.case.number,
        )
        for duty in reported.order_by("reported_at")[:most]
    ]
    found += [
        Todo(
            f"{delay.duty.unit.called}申请延期{delay.days}天：{delay.duty.order.case.title}",
            address_of(delay.duty.order),
            delay.asked_at,
            delay.duty.order.case.number,
        )
        for delay in delays
    ]
    return sorted(found, key=lambda todo: todo.since)[:most]


def visible(stored: StoredFile, post: Post | None) -> bool:
    """Those who may read the feedback or the visit that the file belongs to."""
    if post is None or not sight.READERS & permissions(post):
        return False
    given = Feedback.objects.filter(files=stored).select_related("duty__order__case__unit", "duty__unit")
    if any(sight.may_read_feedback(post, each.duty) for each in given):
        return True
    seen = Visit.objects.filter(files=stored).select_related("order__case__unit")
    return any(sight.is_of_issuer(post, each.order) for each in seen)


def references(ids: set[int]) -> set[int]:
    found: set[int] = set()
    for through in (Feedback.files.through, Visit.files.through):
        held = through.objects.filter(storedfile__in=ids)
        found |= set(held.values_list("storedfile", flat=True))
    return found
