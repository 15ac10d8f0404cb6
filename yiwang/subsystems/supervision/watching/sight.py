"""Which units may a post look at: its own, those below, and those that its unit watches over?"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import oversight, paths
from yiwang.kernel.organizations.models import Post, Unit, UnitQuerySet
from yiwang.kernel.organizations.rights import permissions
from yiwang.subsystems.supervision.watching import rules

Rows = TypeVar("Rows", bound="models.QuerySet[Any, Any]")
READING = frozenset({rules.READ, rules.RESPOND})


@dataclass(frozen=True)
class Sight:
    """``paths``: of the topmost units that are seen; None: the whole city."""

    paths: tuple[str, ...] | None
    unit: Unit | None = None

    def units(self) -> UnitQuerySet:
        every = Unit.objects.all()
        return every if self.paths is None else every.filter(oversight.within("path", list(self.paths)))

    def cut(self, rows: Rows) -> Rows:
        """Rows with a ``unit_id``; no join, so that the index on it serves."""
        return rows if self.paths is None else rows.filter(unit_id__in=self.units().values("pk"))

    def sees(self, unit: Unit) -> bool:
        return self.paths is None or any(paths.lies_within(unit.path, path) for path in self.paths)

    def narrowed(self, unit_id: str | None) -> "Sight":
        """On one unit and those below it; nonsense and units that are not seen narrow nothing."""
        unit = self.units().filter(pk=unit_id).first() if unit_id and _is_id(unit_id) else None
        return replace(self, paths=(unit.path,), unit=unit) if unit else self


def require(post: Post) -> None:
    """Raises Refused for a post that neither supervises nor answers supervision."""
    if not permissions(post) & READING:
        raise Refused("您当前的岗位不能查看监察情况，请切换岗位或联系安全管理员。")


def of(post: Post) -> Sight:
    """Raises Refused as ``require``."""
    require(post)
    return _whole(post)


def units(post: Post) -> UnitQuerySet:
    return _whole(post).units()


def narrowed(post: Post, asked: str) -> Collection[int] | None:
    """The ids of the units seen, narrowed by an id (with the units below it) or by a part of a name.

    None: every unit. An id that is not seen shows nothing.
    """
    whole, asked = _whole(post), asked.strip()
    seen = whole.units()
    if not asked:
        return None if whole.paths is None else set(seen.values_list("pk", flat=True))
    if _is_id(asked):
        top = seen.filter(pk=asked).first()
        below = oversight.within("path", [top.path] if top else [])
        return set(seen.filter(below).values_list("pk", flat=True))
    named = Q(name__contains=asked) | Q(short_name__contains=asked)
    return set(seen.filter(named).values_list("pk", flat=True))


def is_overseen(post: Post, unit: Unit) -> bool:
    """Whether it is looked at from outside, which is recorded."""
    return not paths.lies_within(unit.path, post.unit.path)


def _whole(post: Post) -> Sight:
    if post.unit.parent_id is None:
        return Sight(None)
    return Sight(_topmost([post.unit.path, *oversight.overseen(post)]))


def _topmost(found: Collection[str]) -> tuple[str, ...]:
    return tuple(
        path
        for path in sorted(set(found))
        if not any(path != other and paths.lies_within(path, other) for other in found)
    )


def _is_id(asked: str) -> bool:
    return asked.isascii() and asked.isdigit() and len(asked) < 19
