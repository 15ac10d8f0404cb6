"""Which unit answers for a column, which people are told, how long may a column of ours rest?"""

from collections.abc import Mapping

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Person, Post, Unit
from yiwang.subsystems.portal.inspection.models import Watched
from yiwang.subsystems.portal.inspection.rules import KEEPER
from yiwang.subsystems.portal.models import Column


def of_columns(site: Watched) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Unit ids and promised days by the title of a column; empty for a site that is none of ours."""
    if site.site_id is None:
        return {}, {}
    rows = Column.objects.open().filter(site=site.site_id).values_list("title", "unit", "update_days")
    found = list(rows)
    return {title: unit for title, unit, _ in found if unit}, {
        title: days for title, _, days in found if days
    }


def keepers(unit: Unit) -> list[Person]:
    """Everybody who looks after the websites of the unit: in it, or in the nearest one above."""
    posts = Post.objects.in_office(today()).carrying(KEEPER).select_related("person", "unit")
    above = [post for post in posts if paths.lies_within(unit.path, post.unit.path)]
    nearest = max((len(post.unit.path) for post in above), default=0)
    return list({post.person_id: post.person for post in above if len(post.unit.path) == nearest}.values())
