"""Who lets which unit watch over which?"""

from django.db import transaction

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.actions.oversight import end_oversight, let_oversee
from yiwang.kernel.organizations.models import Oversight, Post, Unit
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.supervision.watching import rules, sight


@transaction.atomic
def begin_area(by: Actor, post: Post, unit: Unit, over: Unit, ground: str) -> Oversight:
    """``unit``: the post's own or one below. ``over``: one that the post itself may look at: nobody gives
    away more than he has. Raises Refused otherwise, and as ``let_oversee``.
    """
    require(post, rules.SET)
    _check(post, unit)
    if not sight.units(post).filter(pk=over.pk).exists():
        raise Refused(f"{over.called}不在您的监督范围内，请由上级监察机构设定。", field="over")
    return let_oversee(by, unit, over, ground)


@transaction.atomic
def end_area(by: Actor, post: Post, oversight_id: int) -> Oversight:
    require(post, rules.SET)
    _check(post, Oversight.objects.select_related("unit").get(pk=oversight_id).unit)
    return end_oversight(by, oversight_id)


def _check(post: Post, unit: Unit) -> None:
    if not paths.lies_within(unit.path, post.unit.path):
        raise Refused(f"{unit.called}不是您的下属单位，不能设定它的监督范围。", field="unit")
