"""Which units' figures may a post see: its own, those below, and those that its unit watches over?"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db import models

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
        if not unit_id or not (unit_id.isascii() and unit_id.isdigit() and len(unit_id) < 19):
            return self
        unit = self.units().filter(pk=unit_id).first()
        return replace(self, paths=(unit.path,), unit=unit) if unit else self


def of(post: Post) -> Sight:
    """Raises Refused for a post that neither supervises nor answers supervision."""
    if not permissions(post) & READING:
        raise Refused("您当前的岗位不能查看监察情况，请切换岗位或联系安全管理员。")
    if post.unit.parent_id is None:
        return Sight(None)
    return Sight(_topmost([post.unit.path, *oversight.overseen(post)]))


def _topmost(found: Collection[str]) -> tuple[str, ...]:
    return tuple(
        path
        for path in sorted(set(found))
        if not any(path != other and paths.lies_within(path, other) for other in found)
    )
