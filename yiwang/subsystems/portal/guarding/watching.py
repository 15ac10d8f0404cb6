"""Who notices within a second that somebody touched the published tree, and puts it right?

The kernel tells of every touched file; a sweep over the whole tree, at the start and again and again, finds
what was touched while nobody watched. What is wrong is put right first and reported afterwards, many at once.
"""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

from django.db import DatabaseError, close_old_connections

from yiwang.subsystems.portal.guarding import judging
from yiwang.subsystems.portal.guarding.inotify import Inotify, UnavailableError
from yiwang.subsystems.portal.guarding.judging import Fact
from yiwang.subsystems.portal.pages import assets, mode
from yiwang.subsystems.portal.pages.models import Page, ShownFile

logger = logging.getLogger(__name__)

SWEPT_EVERY, DIGESTED_EVERY = 60.0, 3600.0
SWEPT_BY_ITSELF_EVERY = 0.5
LISTENED = 0.25
REPORTED_AT_ONCE = 500

Signature = tuple[int, int, int, int]


class Guard:
    """Watches one tree. ``report(facts, found_by)`` enters what was found; ``seen(files, means)``."""

    def __init__(
        self, report: Callable[[list[Fact], str], None], seen: Callable[[int | None, str], None]
    ) -> None:
        self.report, self.seen = report, seen
        self.root = mode.published()
        self._signatures: dict[str, Signature] = {}
        self._inotify: Inotify | None = None
        self._swept = self._digested = self._told = float("-inf")
        self._found: list[Fact] = []

    def run(self, is_stopping: Callable[[], bool]) -> None:
        """Until it is told to stop; a database that is away is waited for, files are looked at again then."""
        self.root.mkdir(parents=True, exist_ok=True)
        assets.put_up(assets.names())
        self._listen()
        while not is_stopping():
            try:
                self.step()
            except DatabaseError:
                logger.exception("The watcher cannot ask the database.")
                close_old_connections()
                self._swept = float("-inf")

    def step(self) -> None:
        """What was touched, a sweep where its time has come, and the report."""
        touched = self._inotify.touched(LISTENED) if self._inotify else []
        if self._inotify is None:
            sleep(LISTENED)
        names: dict[str, bool] = {}
        for one in touched:
            if one.is_overflow or one.is_folder or not one.name:
                self._swept = float("-inf")  # a whole folder, or nobody knows what
            else:
                name = f"{one.folder}/{one.name}"
                names[name] = one.is_written_into or names.get(name, False)
        for name, is_written_into in names.items():
            self._look(name, is_written_into=is_written_into)
        self._tell("watch")
        every = SWEPT_EVERY if self._inotify else SWEPT_BY_ITSELF_EVERY
        if monotonic() - self._swept >= every:
            self.sweep()

    def sweep(self) -> None:
        """The whole tree: what is there and should not be, what should be there and is not."""
        self._swept = monotonic()
        if monotonic() - self._digested >= DIGESTED_EVERY:
            self._digested, self._signatures = monotonic(), {}
        there = set()
        for folder in self._folders(self.root):
            if self._inotify:
                self._inotify.add(folder)
            for entry in _entries(folder):
                if not entry.is_dir(follow_symlinks=False):
                    there.add(self._name(entry.path))
                    if self._is_new(entry):
                        self._look(entry.path)
        for file in _wanted():
            if file not in there:
                self._look(str(self.root / file))
        self._tell("sweep")
        self.seen(len(there), self.means)

    @property
    def means(self) -> str:
        return "inotify 实时监视" if self._inotify else "每半秒巡检"

    def _listen(self) -> None:
        try:
            self._inotify = Inotify()
            for folder in self._folders(self.root):
                self._inotify.add(folder)
        except UnavailableError:
            logger.exception("There is no inotify here: the tree is swept all the time.")
            self._inotify = None

    def _folders(self, top: Path) -> Iterator[str]:
        yield str(top)
        for entry in _entries(str(top)):
            if entry.is_dir(follow_symlinks=False):
                yield from self._folders(Path(entry.path))

    def _is_new(self, entry: "os.DirEntry[str]") -> bool:
        """Whether the disk says something else of it than when it was last looked at."""
        try:
            told = entry.stat(follow_symlinks=False)
        except OSError:
            return True
        signature = (told.st_ino, told.st_mtime_ns, told.st_ctime_ns, told.st_size)
        if self._signatures.get(entry.path) == signature:
            return False
        self._signatures[entry.path] = signature
        return True

    def _look(self, path: str, *, is_written_into: bool = False) -> None:
        place = Path(path)
        if judging.is_being_written(place):
            self._signatures.pop(path, None)
            return
        try:
            fact = judging.put_right(self._name(path), is_written_into=is_written_into)
        except (OSError, ValueError) as fault:
            logger.error("The file %s cannot be put right: %s", path, fault)
            self._signatures.pop(path, None)
            return
        if fact is not None:
            self._signatures.pop(path, None)
            self._found.append(fact)

    def _name(self, path: str) -> str:
        return os.path.relpath(path, self.root)

    def _tell(self, found_by: str) -> None:
        for start in range(0, len(self._found), REPORTED_AT_ONCE):
            self.report(self._found[start : start + REPORTED_AT_ONCE], found_by)
        self._found = []
        if monotonic() - self._told >= 10:
            self._told = monotonic()
            self.seen(None, self.means)


def _wanted() -> Iterator[str]:
    """Every file that has to be there."""
    pages = Page.objects.exclude(digest="").only("site", "path", "state")
    yield from (page.file for page in pages.iterator(chunk_size=2000))
    files = ShownFile.objects.up().only("key", "width")
    yield from (shown.file for shown in files.iterator(chunk_size=2000))
    yield from map(assets.file_of, assets.names())


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []
