"""To whom may a post give orders, who answers for a unit, and who judges what was answered?"""

from django.db.models import Q

from yiwang.kernel.cases.models import desks_of
from yiwang.kernel.cases.standing import is_ours
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import oversight, paths
from yiwang.kernel.organizations.models import Person, Post, Unit
from yiwang.kernel.organizations.rights import may, require
from yiwang.kernel.organizations.roles import declared
from yiwang.subsystems.supervision.orders.models import Duty, Order
from yiwang.subsystems.supervision.watching.rules import LEAD, READ, RESPOND

MOST_TOLD = 20


def issuing_unit(post: Post) -> Unit:
    """In whose name the post gives orders: of an inner office the department it belongs to."""
    inner = {Unit.Kind.OFFICE, Unit.Kind.WINDOW}
    above = post.unit.parent if post.unit.kind in inner else None
    return above or post.unit


def require_mandate(post: Post, unit: Unit, field: str) -> None:
    """Raises Refused where the unit lies neither below the post's own nor among those it watches over."""
    if unit.pk == issuing_unit(post).pk:
        return  # the rules say why not
    below = post.unit.parent_id is None or paths.lies_within(unit.path, issuing_unit(post).path)
    watched = any(paths.lies_within(unit.path, path) for path in oversight.overseen(post))
    if not (below or watched):
        raise Refused(f"{unit.called}不在您所在单位的监督范围内，不能向其下达督办。", field=field)


def may_answer(post: Post, duty: Duty) -> bool:
    return may(post, RESPOND) and duty.unit_id in desks_of(post)


def require_answer(post: Post, duty: Duty) -> None:
    require(post, RESPOND)
    if duty.unit_id not in desks_of(post):
        raise Refused(f"这项任务由{duty.unit.called}办理，您所在的单位不能代为反馈。")


def may_judge(post: Post, order: Order) -> bool:
    return may(post, LEAD) and is_ours(post, order.case.unit)


def require_judge(post: Post, order: Order) -> None:
    require(post, LEAD)
    if not is_ours(post, order.case.unit):
        raise Refused(f"这项督办由{order.case.unit.called}下达，应当由其审核。")


def may_urge(post: Post, order: Order) -> bool:
    return may(post, READ) and is_ours(post, order.case.unit)


def responders(unit_id: int) -> list[Person]:
    """Whoever may answer for a unit, in it or in its inner offices."""
    codes = [code for code, role in declared().items() if RESPOND in role.may]
    inner = [Unit.Kind.OFFICE, Unit.Kind.WINDOW]
    found: set[int] = set()
    for code in codes:
        posts = Post.objects.in_office(today()).carrying(code)
        ours = Q(unit=unit_id) | Q(unit__parent=unit_id, unit__kind__in=inner)
        found |= set(posts.filter(ours).values_list("person", flat=True))
    people = Person.objects.active().filter(pk__in=found).order_by("pk")
    return list(people[:MOST_TOLD])
