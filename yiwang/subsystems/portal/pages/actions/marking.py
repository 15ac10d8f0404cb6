"""How does a page become untrue? In the transaction of whatever made it so."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Q

from yiwang.kernel.deadlines.moments import now
from yiwang.subsystems.portal.pages import rules
from yiwang.subsystems.portal.pages.models import Dependency, Marker, Page, PageQuerySet

AT_ONCE = 400


def locked_marker() -> Marker:
    """The one row, held until the commit: one change after the other."""
    marker = Marker.objects.select_for_update().filter(pk=1).first()
    if marker is None:
        Marker.objects.bulk_create([Marker(pk=1)], ignore_conflicts=True)
        marker = Marker.objects.select_for_update().get(pk=1)
    return marker


@transaction.atomic
def mark_keys(keys: Collection[str], *, rank: int | None = None) -> int:
    """Every page that shows one of these; how many."""
    showing = Dependency.objects.filter(key__in=list(keys)).values("page")
    return _marked(Page.objects.filter(pk__in=showing), rank)


@transaction.atomic
def mark_pages(ids: Collection[int], *, rank: int | None = None) -> int:
    return _marked(Page.objects.filter(pk__in=list(ids)), rank)


@transaction.atomic
def mark_site(site: str | None) -> int:
    """All pages of a site, or of every site: something stands on all of them."""
    pages = Page.objects.all() if site is None else Page.objects.filter(site=site)
    front = Q(path="/") | Q(path__startswith="/c/") | Q(path__startswith="/t/")
    return _marked(pages.filter(front), 6) + _marked(pages.exclude(front), 7)


def _marked(pages: PageQuerySet, rank: int | None) -> int:
    held = pages.exclude(state=rules.GONE)
    changes = {"state": rules.STALE, "edition": F("edition") + 1, "stale_at": now(), "tries": 0, "fault": ""}
    count = held.update(**changes, **({} if rank is None else {"rank": rank}))
    if count:
        pend()
    return int(count)


def pend() -> None:
    """Say so to every process that gives pages away, unless all of it waits for its site to be opened."""
    if not Page.objects.all().is_any_untrue():
        return
    marker = locked_marker()
    marker.change += 1
    marker.is_pending = True
    marker.save(update_fields=["change", "is_pending"])


@transaction.atomic
def enter(site: str, paths: Collection[str], *, later: int = 0) -> int:
    """Pages that nobody knew of, to be made; how many. One that came back from the gone is made again.

    ``later``: how much further back in the row than their kind.
    """
    found = {page.path: page for page in Page.objects.filter(site=site, path__in=list(paths))}
    moment = now()
    fresh = [
        Page(
            site=site,
            path=path,
            rank=rules.rank_of(path) + later,
            stale_at=moment,
            shard=rules.shard_of(f"{site}/{rules.file_of(path)}"),
        )
        for path in dict.fromkeys(paths)
        if path not in found and rules.is_page(path)
    ]
    Page.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=AT_ONCE)
    back = [page.pk for page in found.values() if page.state == rules.GONE]
    if back:
        Page.objects.filter(pk__in=back).update(
            state=rules.STALE,
            edition=F("edition") + 1,
            rank=2,
            stale_at=moment,
            is_cleared=True,
            digest="",
            next_digest="",
            size=0,
        )
    if fresh or back:
        pend()
    return len(fresh) + len(back)


@transaction.atomic
def withdraw(path: str) -> int:
    """The page of this path on every site: no process gives it any more, from the commit on; how many."""
    pages = Page.objects.filter(path=path).exclude(state=rules.GONE)
    count = pages.update(
        state=rules.GONE,
        edition=F("edition") + 1,
        rank=0,
        stale_at=now(),
        digest="",
        next_digest="",
        size=0,
        is_cleared=False,
        fault="",
        tries=0,
    )
    if count:
        pend()
    return count
