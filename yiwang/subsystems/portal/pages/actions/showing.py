"""How do the files that pages show get into the tree and onto the signed list, and how do they leave?

Only what everybody may read gets in. It leaves with the last page that shows it; what a withdrawal takes from
the public is given by nobody from that commit on.
"""

from collections.abc import Collection, Iterable, Mapping

from django.db import transaction

from yiwang.kernel.files import holders
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.pages import rules, shown, store
from yiwang.subsystems.portal.pages.actions.marking import locked_marker
from yiwang.subsystems.portal.pages.models import Marker, Page, ShownFile
from yiwang.subsystems.portal.pages.shown import Shown

MOST_FILES, MOST_BYTES = 50, 32 << 20
"""So many files go up with one change: they cross to the outer zone in one envelope."""

Link = ShownFile.pages.through
WRITTEN = [
    "stored", "format", "charset", "digest", "size", "pieces", "shard", "is_up", "is_cleared", "change",
]  # fmt: skip


@transaction.atomic
def announce(wanted: Mapping[int, Collection[Shown]]) -> None:
    """Say which files are about to come for which pages, so that nobody takes them for somebody else's."""
    files = {(one.key, one.width): one for of_page in wanted.values() for one in of_page}
    if not files:
        return
    locked_marker()
    known = _rows(files.values())
    _write([_announced(known.get(place), one) for place, one in files.items()])
    ids = {place: row.pk for place, row in _rows(files.values()).items()}
    links = [
        Link(page_id=pk, shownfile_id=ids[one.key, one.width])
        for pk, of_page in wanted.items()
        for one in of_page
    ]
    Link.objects.bulk_create(links, ignore_conflicts=True, batch_size=500)


def _rows(files: Iterable[Shown]) -> dict[tuple[str, int], ShownFile]:
    rows = ShownFile.objects.filter(key__in={one.key for one in files})
    return {(row.key, row.width): row for row in rows}


def _announced(row: ShownFile | None, one: Shown) -> ShownFile:
    if row is None:
        shard = rules.shard_of(rules.place_of_file(one.key, one.width))
        row = ShownFile(key=one.key, width=one.width, shard=shard)
    if row.digest != one.digest or row.stored_id != one.stored_id:
        row.is_up = False
    row.stored_id, row.format, row.charset = one.stored_id, one.format, one.charset
    row.digest, row.size, row.pieces, row.is_cleared = one.digest, one.size, one.pieces, True
    return row


def _write(rows: Collection[ShownFile]) -> None:
    fresh = [row for row in rows if row.pk is None]
    ShownFile.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=200)
    ShownFile.objects.bulk_update([row for row in rows if row.pk], WRITTEN, batch_size=200)


def put_up(wanted: Mapping[int, Collection[Shown]], *, is_lasting: bool) -> frozenset[str]:
    """Copy what is not in the tree yet; the names of those that are there now.

    Large ones take a while, and nobody waits for a lock meanwhile. Raises OSError where the disk is full.
    """
    files = {rules.place_of_file(one.key, one.width): one for of_page in wanted.values() for one in of_page}
    if not files:
        return frozenset()
    up = {row.file for row in ShownFile.objects.up().filter(key__in={one.key for one in files.values()})}
    return frozenset(
        file
        for file, one in files.items()
        if file not in up  # whether those that are up are right is the watcher's
        and (
            store.digest_at(store.place_of(file)) == one.digest
            or store.copy_in(file, one.digest, is_lasting=is_lasting)
        )
    )


def settle(wanted: Mapping[int, Collection[Shown]], copied: Collection[str], marker: Marker) -> set[int]:
    """These pages show these files from now on; the parts of the list that say something else.

    The caller holds the marker, whose change grows with every group of files that went up.
    """
    _unlink(wanted)
    awaited = ShownFile.objects.exclude(digest="").filter(is_up=False, pages__in=list(wanted)).distinct()
    risen = [row for row in awaited if row.file in copied] if copied else []
    for group in shown.groups(risen, MOST_FILES, MOST_BYTES):
        marker.change += 1
        for row in group:
            row.is_up, row.change = True, marker.change
    _write(risen)
    return {row.shard for row in risen} | cleared(marker)


def _unlink(wanted: Mapping[int, Collection[Shown]]) -> None:
    """Forget what these pages showed and show no more; let go of what nobody shows now."""
    keep = {(pk, one.key, one.width) for pk, of_page in wanted.items() for one in of_page}
    links = Link.objects.filter(page_id__in=list(wanted)).select_related("shownfile")
    over = [link for link in links if (link.page_id, link.shownfile.key, link.shownfile.width) not in keep]
    if over:
        Link.objects.filter(pk__in=[link.pk for link in over]).delete()
        let_go(ShownFile.objects.filter(pk__in={link.shownfile_id for link in over}).unshown())


def let_go(rows: Iterable[ShownFile]) -> int:
    """Nobody is given these files from the commit on; how many. Their bytes leave with the next making."""
    gone = list(rows)
    for row in gone:
        row.digest, row.size, row.pieces, row.stored = "", 0, "", None
        row.is_up = row.is_cleared = False
    _write(gone)
    Link.objects.filter(shownfile__in=[row.pk for row in gone]).delete()
    return len(gone)


def judge_again(publication: Publication, sites: Collection[str]) -> int:
    """In the transaction of a change: let go of files of this publication that the public lost; how many."""
    pages = Page.objects.filter(site__in=sites, path=publication.address)
    ids = set(Link.objects.filter(page__in=pages).values_list("shownfile_id", flat=True))
    hung = publication.attachments.values("stored")
    rows = ShownFile.objects.exclude(digest="").select_related("stored")
    held = {row.pk: row for row in rows.filter(stored__in=hung)} | rows.in_bulk(ids)
    return let_go(row for row in held.values() if not _is_public(row))


def _is_public(row: ShownFile) -> bool:
    return row.stored is not None and holders.may_read(row.stored, None)


def take_away() -> None:
    """The bytes of what is not public any more, before anything else is made."""
    for row in ShownFile.objects.uncleared().only("key", "width"):
        store.take_away(row.file)


def cleared(marker: Marker) -> set[int]:
    """Those that were let go are off the list with the caller's signature, and away with its commit."""
    rows = list(ShownFile.objects.uncleared())
    for row in rows:
        row.is_cleared, row.change = True, marker.change + 1
        _take_away_after_commit(row.file)
    _write(rows)
    return {row.shard for row in rows}


def _take_away_after_commit(file: str) -> None:
    transaction.on_commit(lambda: store.take_away(file))
