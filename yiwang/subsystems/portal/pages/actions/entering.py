"""How does every page of every site get into the list of pages?"""

from django.db import transaction

from yiwang.kernel.deadlines.moments import now
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.pages import addresses, stretches
from yiwang.subsystems.portal.pages.actions import marking
from yiwang.subsystems.portal.sites import Site

AT_ONCE = 2000


def enter_all() -> int:
    """Split long lists, and enter what is not known yet; how many pages are new."""
    count = 0
    for site in Site.objects.order_by("pk").values_list("slug", flat=True):
        split_all(site)
        for paths in _batches(site):
            count += marking.enter(site, paths, later=2)
    return count


def _batches(site: str) -> list[list[str]]:
    paths = list(dict.fromkeys(addresses.of_site(site)))
    return [paths[start : start + AT_ONCE] for start in range(0, len(paths), AT_ONCE)]


@transaction.atomic
def split_all(site: str) -> None:
    marking.locked_marker()
    columns = Column.objects.filter(site__slug=site).values_list("slug", flat=True)
    for column, slugs in stretches.lists_of(site, set(columns)).items():
        stretches.split(site, column, slugs, now())
