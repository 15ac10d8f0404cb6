"""Whose matters may a supervising unit read beside its own, without a say in them?"""

from django.db.models import Q

from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Oversight, Post, Unit
from yiwang.kernel.organizations.rights import permissions
from yiwang.kernel.organizations.visibility import in_subtree

OVERSEE = "organizations.oversee"


def overseen(post: Post | None) -> list[str]:
    """The paths of the units over which the post's unit watches; none without the permission to."""
    if post is None or OVERSEE not in permissions(post):
        return []
    return list(Oversight.objects.in_force().filter(unit=post.unit_id).values_list("over__path", flat=True))


def within(unit_path: str, watched: list[str]) -> Q:
    """Rows of these units and of those below; ``unit_path`` is the lookup to Unit.path."""
    found = Q()
    for path in watched:
        found |= in_subtree(unit_path, path)
    return found if watched else Q(pk__in=[])


def overseers(unit: Unit) -> list[int]:
    """The ids of the units that watch over this one, nearest first."""
    above = [*paths.above(unit.path), unit.path]
    found = Oversight.objects.in_force().filter(over__path__in=above).exclude(unit=unit)
    return list(found.order_by("-over__depth", "pk").values_list("unit", flat=True))
