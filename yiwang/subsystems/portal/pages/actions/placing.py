"""How do finished pages get into the tree and onto the signed list?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.prepared import insert_all, update
from yiwang.subsystems.portal.pages import manifest, rules, store
from yiwang.subsystems.portal.pages.actions import showing
from yiwang.subsystems.portal.pages.actions.marking import locked_marker
from yiwang.subsystems.portal.pages.models import Dependency, Marker, Page, ShownFile
from yiwang.subsystems.portal.pages.shown import Shown


@dataclass(frozen=True)
class Finished:
    """A page as rendered at the edition that was read before; ``digest`` is empty where there is none."""

    page: Page
    status: int
    digest: str
    size: int
    keys: frozenset[str] = frozenset()
    until: datetime | None = None
    files: tuple[Shown, ...] = ()


@transaction.atomic
def announce(finished: Sequence[Finished]) -> None:
    """Say which bytes are about to come, so that nobody takes them for somebody else's."""
    pages = []
    for one in finished:
        if one.digest and one.digest != one.page.digest:
            one.page.next_digest = one.digest
            pages.append(one.page)
    for page in pages:
        update(page, ["next_digest"])
    showing.announce(_files_of(finished))


def put_up_files(finished: Sequence[Finished], *, is_lasting: bool = True) -> frozenset[str]:
    """Of all that was announced, before the pages themselves: a page never names a file that is not there."""
    return showing.put_up(_files_of(finished), is_lasting=is_lasting)


def _files_of(finished: Sequence[Finished]) -> dict[int, tuple[Shown, ...]]:
    return {one.page.pk: one.files for one in finished}


@transaction.atomic
def place(
    finished: Sequence[Finished], copied: Collection[str] = (), *, is_lasting: bool = True
) -> list[Page]:
    """Put them in their places, all that were not overtaken; the signed list follows in the same transaction.

    ``copied``: the files that were put up for them. What was changed again meanwhile stays stale: another
    maker, or the next round, does it. Raises OSError where the disk is full: then nothing is entered, and the
    former files are up.
    """
    marker = locked_marker()
    held = {
        page.pk: page
        for page in Page.objects.select_for_update().filter(pk__in=[one.page.pk for one in finished])
    }
    paired = [
        (page, one)
        for one in finished
        if (page := held.get(one.page.pk)) is not None and page.edition == one.page.edition
    ]
    shards = showing.settle({page.pk: one.files for page, one in paired}, copied, marker)
    for page, one in paired:
        if _placed(page, one, marker.change + 1, is_lasting=is_lasting):
            shards.add(page.shard)
    for page, _ in paired:
        update(page, _SETTLED)
    _depend({page.pk: one.keys for page, one in paired})
    _sign(marker, shards)
    marker.trouble = ""
    _move_on(marker)
    return [page for page, _ in paired]


def _sign(marker: Marker, shards: Collection[int]) -> None:
    if shards:
        marker.manifest += 1
        manifest.sign(marker.manifest, now(), manifest.parts_of(shards))


def _move_on(marker: Marker) -> None:
    """Say that something happened, and whether anything is untrue still."""
    marker.change += 1
    marker.is_pending = Page.objects.all().is_any_untrue()
    marker.save(update_fields=["change", "manifest", "is_pending", "trouble"])


_SETTLED = [
    "state", "digest", "next_digest", "size", "made_at", "stale_at", "holds_until", "fault", "tries",
    "tried_at", "is_cleared", "change", "rank",
]  # fmt: skip


def _placed(page: Page, one: Finished, change: int, *, is_lasting: bool) -> bool:
    """Move the file of one page; whether the list has to say something else."""
    before = (page.file, page.digest)
    page.state = {200: rules.MADE, 410: rules.GONE, 404: rules.GONE}[one.status]
    page.made_at, page.stale_at, page.holds_until = now(), None, one.until
    page.fault, page.tries, page.tried_at, page.rank = "", 0, None, rules.rank_of(page.path)
    page.digest, page.next_digest, page.size, page.is_cleared = one.digest, "", one.size, True
    if one.digest:
        _written(page, one.digest, is_lasting=is_lasting)
    elsewhere = rules.file_of(page.path) if page.state == rules.GONE else rules.gone_file_of(page.path)
    _take_away_after_commit(f"{page.site}/{elsewhere}")
    if not one.digest:
        _take_away_after_commit(page.file)
    if (page.file, page.digest) == before:
        return False
    page.change = change
    return True


def _take_away_after_commit(file: str) -> None:
    """Whoever watches the tree learns first from the row that it has to go."""
    transaction.on_commit(lambda: store.take_away(file))


def _written(page: Page, digest: str, *, is_lasting: bool) -> None:
    place = store.place_of(page.file)
    there = store.read(place)
    if there is not None and store.digest_of(there) == digest:
        return
    content = store.protected(digest)
    if content is None:
        raise OSError(f"The protected copy of {page} is not there.")
    store.write(place, content, is_lasting=is_lasting)


def _depend(keys: Mapping[int, frozenset[str]]) -> None:
    """Write down what each page shows, where that is something else than before."""
    known: dict[int, set[str]] = {pk: set() for pk in keys}
    for pk, key in Dependency.objects.filter(page__in=list(keys)).values_list("page_id", "key"):
        known[pk].add(key)
    changed = [pk for pk in keys if known[pk] != keys[pk]]
    Dependency.objects.filter(page__in=[pk for pk in changed if known[pk]]).delete()
    rows = [Dependency(page_id=pk, key=key[:140]) for pk in changed for key in sorted(keys[pk])]
    insert_all(rows)


@transaction.atomic
def give_up(page: Page, fault: str) -> None:
    """Leave the last good file up, say what is wrong, and rest before the next try."""
    tries = page.tries + 1
    Page.objects.filter(pk=page.pk, edition=page.edition).exclude(state=rules.GONE).update(
        state=rules.FAULTY,
        fault=fault[:300],
        tries=F("tries") + 1,
        tried_at=shifted(now(), seconds=rules.pause_after(tries)),
        next_digest="",
    )
    _move_on(locked_marker())


@transaction.atomic
def clear(page: Page) -> None:
    """The file of a withdrawn page is away and off the list, though what says so could not be made."""
    marker = locked_marker()
    Page.objects.filter(pk=page.pk, edition=page.edition).update(is_cleared=True)
    _sign(marker, {page.shard} | showing.cleared(marker))
    _move_on(marker)


@transaction.atomic
def clear_files() -> int:
    """What was let go leaves tree and list, though no page is made; how many parts of the list changed."""
    if not ShownFile.objects.uncleared().exists():
        return 0
    marker = locked_marker()
    shards = showing.cleared(marker)
    _sign(marker, shards)
    _move_on(marker)
    return len(shards)


@transaction.atomic
def note_trouble(sentence: str) -> None:
    """Nothing can be written at all, such as on a full disk: people see why; the next round tries again."""
    marker = locked_marker()
    marker.trouble = sentence[:300]
    marker.save(update_fields=["trouble"])
