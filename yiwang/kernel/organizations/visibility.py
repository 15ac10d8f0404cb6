"""Which rows may a post see? Those of the units in its own subtree."""

from typing import Any, Protocol, Self, TypeVar

from django.db import models
from django.db.models import Q

from yiwang.kernel.organizations import paths

Row = TypeVar("Row", bound=models.Model)


class Seat(Protocol):
    """Whatever sits in a unit: a Post."""

    @property
    def unit(self) -> Any: ...


def in_subtree(unit_path: str, path: str) -> Q:
    """The units at and below ``path`` as one index range; ``unit_path`` is the lookup to Unit.path."""
    first, after = paths.bounds(path)
    return Q(**{f"{unit_path}__gte": first, f"{unit_path}__lt": after})


class UnitScoped(models.QuerySet[Row]):
    """A QuerySet cut by unit; a model's own QuerySet inherits it and names the way to the unit's path."""

    unit_path = "unit__path"

    def visible_to(self, post: Seat | None) -> Self:
        """Rows of the post's unit and those below; a post of the root unit sees all, nobody sees nothing."""
        if post is None:
            return self.none()
        if post.unit.parent_id is None:
            return self.all()
        return self.filter(in_subtree(self.unit_path, post.unit.path))
