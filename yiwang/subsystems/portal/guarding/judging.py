"""Is a file of the published tree what it has to be, and if not, how is it put right?"""

import os
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from yiwang.subsystems.portal.guarding import rules
from yiwang.subsystems.portal.pages import assets, mode, store
from yiwang.subsystems.portal.pages import rules as pages
from yiwang.subsystems.portal.pages.actions import marking
from yiwang.subsystems.portal.pages.models import Page, ShownFile

TRIES = 3


@dataclass(frozen=True)
class Right:
    """What may lie at a place: bytes of one of these digests; ``is_needed``: the first, and not nothing."""

    digests: tuple[str, ...] = ()
    is_needed: bool = False


@dataclass(frozen=True)
class Fact:
    """A file that was wrong, and whether it has been put right."""

    file: str
    kind: str
    seen: str
    right: str
    is_restored: bool


def right_of(file: str) -> Right:
    """By the row of its page or shown file, of a static file by its name; a maker says beforehand which bytes
    are about to come.
    """
    shown = pages.FILE_PLACE.fullmatch(file)
    if shown is not None:
        return _right_of_shown(_shown(file))
    static = assets.name_of(file)
    if static:
        content = assets.right(static)
        return Right((store.digest_of(content),), is_needed=True) if content is not None else Right()
    site, _, own = file.partition("/")
    is_word_of_gone = own.startswith(f"{pages.GONE_FOLDER}/")
    path = pages.path_of(own.removeprefix(f"{pages.GONE_FOLDER}/")) if "." in own else ""
    row = Page.objects.filter(site=site, path=path).only("site", "path", "state", "digest", "next_digest")
    page = row.first() if path else None
    if page is None or (page.state == pages.GONE) != is_word_of_gone or page.file != file:
        # The maker of a page that comes back, or goes, moves its file a moment before the row says so.
        awaited = page.next_digest if page is not None and _is_either(page, file) else ""
        return Right((awaited,) if awaited else ())
    return Right(tuple(one for one in (page.digest, page.next_digest) if one), bool(page.digest))


def _right_of_shown(row: ShownFile | None) -> Right:
    return Right((row.digest,), row.is_up) if row is not None and row.digest else Right()


def _shown(file: str) -> ShownFile | None:
    place = pages.FILE_PLACE.fullmatch(file)
    if place is None:
        return None
    return ShownFile.objects.filter(key=place[1], width=int(place[2] or 0)).first()


def _is_either(page: Page, file: str) -> bool:
    return file in {f"{page.site}/{pages.file_of(page.path)}", f"{page.site}/{pages.gone_file_of(page.path)}"}


def put_right(file: str, *, is_written_into: bool = False) -> Fact | None:
    """Look at one file and restore, or take away, what is wrong; None where all is well.

    Bytes and row are looked at again where they disagree: a maker may have been between the two.
    ``is_written_into``: at its place, which no maker does.
    """
    _clear_way(file)
    place = store.place_of(file)
    shown = _shown(file)
    if shown is not None and shown.is_up and shown.pieces and place.is_file() and not place.is_symlink():
        return _put_right_large(shown, place, is_written_into=is_written_into)
    for _ in range(TRIES):
        seen = store.digest_at(place) or ""
        right = right_of(file)
        if seen in right.digests or not (right.is_needed or _is_anything(place)):
            return None
        if right_of(file) == right and (store.digest_at(place) or "") == seen:
            break
    return _restored(file, place, seen, right)


def _put_right_large(row: ShownFile, place: Path, *, is_written_into: bool) -> Fact | None:
    """Away first and then restored: copying takes longer than a wrong file may be seen.

    While it is away, readers get the bytes of the store. Every move into the tree is told of, so that whoever
    still holds the file open and writes on is found by the next look.
    """
    if not is_written_into and _is_whole(row, place):
        return None
    aside = place.with_name(f"{store.BESIDE}{secrets.token_hex(8)}")
    place.replace(aside)
    try:
        if _is_whole(row, aside):
            aside.replace(place)
            return None
        is_restored = store.copy_in(row.file, row.digest, is_lasting=False)
        seen = store.digest_at(aside) or ""
    finally:
        aside.unlink(missing_ok=True)
    if not is_restored:
        _make_again(row.file)
    return Fact(row.file, rules.CHANGED, seen, row.digest, is_restored=is_restored)


def _is_whole(row: ShownFile, place: Path) -> bool:
    """Whether every piece is what the row says; read no further than the first that is not."""
    with store.opened(place) as descriptor:
        if descriptor is None or os.fstat(descriptor).st_size != row.size:
            return False
        digests = enumerate(row.pieces.split())
        return all(
            store.digest_of(os.pread(descriptor, pages.PIECE, number * pages.PIECE)) == digest
            for number, digest in digests
        )


def _restored(file: str, place: Path, seen: str, right: Right) -> Fact | None:
    if not right.is_needed:
        _remove(place)
        return Fact(file, rules.ADDED, seen, "", is_restored=True)
    kind = rules.CHANGED if seen or _is_anything(place) else rules.DELETED
    if _is_anything(place) and not seen:
        _remove(place)  # a folder or a link stands where the file belongs
    is_restored = _put_back(file, place, right.digests[0])
    if not is_restored:
        _make_again(file)
    return Fact(file, kind, seen, right.digests[0], is_restored=is_restored)


def _put_back(file: str, place: Path, digest: str) -> bool:
    """A page out of its protected copy, what pages show out of the store of files, what came with the program
    out of what was collected; whether that was there.
    """
    if pages.FILE_PLACE.fullmatch(file):
        return store.copy_in(file, digest, is_lasting=False)
    static = assets.name_of(file)
    content = assets.right(static) if static else store.protected(digest)
    if content is not None:
        store.write(place, content, is_lasting=False)
    return content is not None


def _is_anything(place: Path) -> bool:
    return place.is_symlink() or place.exists()


def _remove(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place, ignore_errors=True)
    else:
        place.unlink(missing_ok=True)


def _clear_way(file: str) -> None:
    """No folder on the way to a file is a link or a file: what we write would land elsewhere."""
    way = mode.published()
    for part in file.split("/")[:-1]:
        way /= part
        if way.is_symlink() or (way.exists() and not way.is_dir()):
            way.unlink(missing_ok=True)


def _make_again(file: str) -> None:
    """The protected copy is lost too: the page is made anew, or those that show the file."""
    shown = _shown(file)
    if shown is not None:
        marking.mark_pages(list(shown.pages.values_list("pk", flat=True)), rank=0)
        return
    site, _, own = file.partition("/")
    path = pages.path_of(own.removeprefix(f"{pages.GONE_FOLDER}/"))
    ids = Page.objects.filter(site=site, path=path).values_list("pk", flat=True)
    marking.mark_pages(list(ids), rank=0)


def is_being_written(place: Path) -> bool:
    """A file beside its place, for as long as writing takes."""
    if not place.name.startswith(store.BESIDE):
        return False
    try:
        return abs(time.time() - place.lstat().st_mtime) < rules.BESIDE_FOR_SECONDS
    except OSError:
        return True
