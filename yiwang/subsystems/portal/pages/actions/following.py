"""What becomes untrue when something is published, changed or withdrawn, or when a column changes?"""

from collections.abc import Iterable

from django.db import transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.publications import dependencies
from yiwang.kernel.publications.followers import Standing
from yiwang.kernel.publications.models import Placement, Publication
from yiwang.kernel.publications.site_map import page_of
from yiwang.subsystems.portal.edition import NOT_PUBLIC, PUBLIC_ACTS
from yiwang.subsystems.portal.lists import RELATED
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.pages import addresses, mode, queries, stretches
from yiwang.subsystems.portal.pages.actions import marking, showing
from yiwang.subsystems.portal.sites import MAIN, Site

PRECISE = ("publications.", "files.")
LOOKED_THROUGH = 500


@transaction.atomic
def follow(publication: Publication, before: Standing) -> bool:
    """In the transaction of the change; whether pages became untrue."""
    after = _places(publication)
    if not after and not before.places:
        return False
    over = _split_lists(publication, before, after)
    if not queries.are_made_here():
        return False
    sites = {MAIN, publication.site, *(site for site, _ in after | before.places)}
    marking.mark_keys(_keys(publication, before, after, sites) | over)
    showing.judge_again(publication, sites)
    if publication.is_withdrawn:
        marking.withdraw(publication.address)
    elif after:
        for site in sorted(sites):
            marking.enter(site, addresses.of_article(publication.pk))
    return True


def _places(publication: Publication) -> frozenset[tuple[str, str]]:
    """Where it is readable now."""
    if not publication.is_readable(now()):
        return frozenset()
    return frozenset(publication.placements.values_list("site", "column"))


def _keys(
    publication: Publication, before: Standing, after: frozenset[tuple[str, str]], sites: Iterable[str]
) -> set[str]:
    keys = {dependencies.publication(publication.pk)}
    keys |= {dependencies.newest(site, column) for site, column in after | before.places}
    keys |= {dependencies.site(site) for site in sites}
    keys |= {dependencies.unit(unit) for unit in (publication.unit_id, before.unit_id) if unit}
    page = page_of(publication.pk)
    keys |= {dependencies.site_map(site, number) for site in sites for number in (0, page)}
    for site, column in after | before.places:
        keys |= {dependencies.publication(pk) for pk in _newer(publication, site, column)}
    return keys


def _newer(publication: Publication, site: str, column: str) -> list[int]:
    """Those beside whose text it stands as one of the nearest older ones, and the one just before it."""
    there = Placement.objects.filter(site=site, column=column, is_pinned__in=[False])
    newer = there.filter(published_at__gte=publication.published_at).order_by(
        "published_at", "publication_id"
    )
    older = there.filter(published_at__lte=publication.published_at).order_by(
        "-published_at", "-publication_id"
    )
    found = [
        *newer.values_list("publication_id", flat=True)[: RELATED + 1],
        *older.values_list("publication_id", flat=True)[:2],
    ]
    return [pk for pk in found if pk != publication.pk]


def _split_lists(publication: Publication, before: Standing, after: frozenset[tuple[str, str]]) -> set[str]:
    """Close stretches that grew too long, enter their pages; the keys of those in which it lies or lay."""
    marking.locked_marker()
    keys: set[str] = set()
    moment = now()
    for site in sorted({site for site, _ in after | before.places}):
        columns = {column for there, column in after | before.places if there == site}
        for column, slugs in stretches.lists_of(site, columns).items():
            over = stretches.split(site, column, slugs, moment)
            if mode.are_files() and over:
                marking.enter(site, _addresses(site, column, over))
                keys.add(dependencies.stretch(site, column, over[0] - 1))  # its way on leads elsewhere now
            keys |= {
                dependencies.stretch(site, column, stretches.number_at(site, column, at, publication.pk))
                for at in {before.published_at, publication.published_at} - {None}
                if at is not None
            }
    return keys


def _addresses(site: str, column: str, numbers: Iterable[int]) -> list[str]:
    found = Column.objects.filter(site__slug=site, slug=column).first()
    return [f"{found.address}p/{number}/" for number in numbers] if found else []


@transaction.atomic
def hear() -> int:
    """The regular job: whatever else changed what the public reads, by the record of acts; how many acts.

    A rare act (a column renamed, a site that changes its clothes) makes every page of its site untrue. The
    last good pages stay up until the new ones are made.
    """
    marker = marking.locked_marker()
    entries = Entry.objects.filter(number__gt=marker.heard).order_by("number")
    seen = list(entries.values_list("number", "act", "subject_kind", "subject_id")[:LOOKED_THROUGH])
    if not seen:
        return 0
    acts = [row for row in seen if _changes_sites(row[1])]
    for site in _sites(acts):
        for slug in [site] if site else list(Site.objects.values_list("slug", flat=True)):
            marking.enter(slug, list(addresses.of_columns(slug)))
        marking.mark_site(site)
    marker.refresh_from_db()
    marker.heard = seen[-1][0]
    marker.save(update_fields=["heard"])
    return len(acts)


def _changes_sites(act: str) -> bool:
    return act.startswith(PUBLIC_ACTS) and not act.startswith(PRECISE) and act not in NOT_PUBLIC


def _sites(acts: Iterable[tuple[int, str, str, str]]) -> set[str | None]:
    """The sites that these acts change; None for all of them, where an act does not name its site."""
    found: set[str | None] = set()
    for _, _, kind, subject in acts:
        slug = None
        if kind == "portal.column":
            slug = Column.objects.filter(pk=subject).values_list("site__slug", flat=True).first()
        elif kind == "portal.site":
            slug = Site.objects.filter(pk=subject).values_list("slug", flat=True).first()
        found.add(slug)
    return {None} if None in found else found
