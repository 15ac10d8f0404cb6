"""Which units may a post look at: its own, those below, and those that its unit watches over?"""

from collections.abc import Collection

from django.db.models import Q

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import oversight, paths
from yiwang.kernel.organizations.models import Post, Unit, UnitQuerySet
from yiwang.kernel.organizations.rights import permissions
from yiwang.subsystems.supervision.watching import rules

READING = frozenset({rules.READ, rules.RESPOND})


def require(post: Post) -> None:
    """Raises Refused for a post that neither supervises nor answers supervision."""
    if not permissions(post) & READING:
        raise Refused("您当前的岗位不能查看监察情况，请切换岗位或联系安全管理员。")


def units(post: Post) -> UnitQuerySet:
    if post.unit.parent_id is None:
        return Unit.objects.all()
    return Unit.objects.filter(oversight.within("path", [post.unit.path, *oversight.overseen(post)]))


def narrowed(post: Post, asked: str) -> Collection[int] | None:
    """The ids of the units seen, narrowed by an id (with the units below it) or by a part of a name.

    None: every unit. An id that is not seen shows nothing.
    """
    seen = units(post)
    asked = asked.strip()
    if not asked:
        return None if post.unit.parent_id is None else set(seen.values_list("pk", flat=True))
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        top = seen.filter(pk=asked).first()
        below = oversight.within("path", [top.path] if top else [])
        return set(seen.filter(below).values_list("pk", flat=True))
    named = Q(name__contains=asked) | Q(short_name__contains=asked)
    return set(seen.filter(named).values_list("pk", flat=True))


def is_overseen(post: Post, unit: Unit) -> bool:
    """Whether it is looked at from outside, which is recorded."""
    return not paths.lies_within(unit.path, post.unit.path)
