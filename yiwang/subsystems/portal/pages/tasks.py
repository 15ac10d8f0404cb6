"""What is done about pages again and again: hear what changed, make what is due, look at the old ones."""

from pathlib import Path
from time import time

from yiwang.kernel.deadlines.moments import now
from yiwang.subsystems.portal.pages import making, manifest, mode, queries, store
from yiwang.subsystems.portal.pages.actions import entering, following, marking, placing
from yiwang.subsystems.portal.pages.models import Page
from yiwang.subsystems.portal.sites import Site

SECONDS, LEASE = 10, 30
"""A round ends well before its lease: a worker that is killed keeps the next from making pages no longer."""
LOOKED_AT = 40
KEPT_SECONDS = 86_400


def make_due() -> int:
    """Also what a killed maker left behind; how many pages."""
    if not queries.are_made_here():
        return 0
    following.hear()
    placing.clear_files()
    return making.make_or_say_why(100_000, seconds=SECONDS, at_once=200)


def look_again() -> int:
    """Mark what the clock made untrue, and a few of those that nobody looked at for long; how many."""
    if not queries.are_made_here():
        return 0
    outlived = Page.objects.outlived(now()).order_by("made_at").values_list("pk", flat=True)
    return marking.mark_pages(list(outlived[:LOOKED_AT]), rank=8)


def split_lists() -> int:
    """Lists that grew otherwise than by one article, such as by a column that was moved; nobody counts."""
    for site in Site.objects.values_list("slug", flat=True):
        entering.split_all(site)
    return 0


def tidy() -> int:
    """Drop protected copies and parts of the list that nothing names any more; how many."""
    if not mode.are_files():
        return 0
    named = set(Page.objects.exclude(digest="").values_list("digest", flat=True))
    named |= set(Page.objects.exclude(next_digest="").values_list("next_digest", flat=True))
    parts = set(manifest.head().parts.values()) if store.read(mode.manifest() / manifest.HEAD) else set()
    return _dropped(mode.protected(), named, 2) + _dropped(mode.manifest(), parts, 1)


def _dropped(folder: Path, named: set[str], depth: int) -> int:
    """Files below ``folder`` whose names are not wanted and that are not fresh."""
    count, limit = 0, time() - KEPT_SECONDS
    for place in folder.glob("/".join(["??"] * depth) + "/*"):
        if place.name not in named and place.stat().st_mtime < limit:
            place.unlink(missing_ok=True)
            count += 1
    return count
