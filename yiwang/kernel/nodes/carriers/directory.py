"""How do letters cross by a directory that a gap device (网闸) or a person copies?

Each side has an outbox and an inbox. The reader sees whole files only: they are written under another name,
brought to the platter, and renamed. What the device brings may come late, twice, torn, or in any order.
"""

import contextlib
import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.files import actions as files
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.nodes.actions.arrivals import Enclosed
from yiwang.kernel.nodes.carriers import ferry
from yiwang.kernel.nodes.carriers.carriage import Arrival, PostponedError, TornError, UnreachableError
from yiwang.kernel.nodes.letters import Letter, Opened, RejectedError
from yiwang.kernel.nodes.models import Node, Parcel

ENDING, PART, REJECTED = ".parcel", ".part", "rejected"
# A file that is not whole is left alone for so long: perhaps the device is still copying it.
GRACE_SECONDS = 120
MOST_A_ROUND = 500
# A disk brings several files to the platter in the time of one.
SIDE_BY_SIDE = 8


class DirectoryCarrier:
    """The outbox and the inbox that we share with one node's gap device."""

    def __init__(self, node: Node, here: Node, until: float) -> None:
        self.node, self.here, self.until = node, here, until
        self.outbox = Path(node.settings.get("outbox", ""))
        self.inbox = Path(node.settings.get("inbox", ""))
        self._lying: dict[int, list[Path]] | None = None
        self._parts: list[Path] = []
        self._former: list[Path] = []

    def __enter__(self) -> Self:
        for folder in (self.outbox, self.inbox):
            if not folder.is_absolute() or not folder.is_dir():
                raise UnreachableError(f"摆渡目录 {folder} 不存在，请检查挂载。")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def carry(self, parcel: Parcel, letter: Letter) -> None:
        """One file for a parcel; none while an earlier one still waits to be fetched."""
        number = parcel.number or 0
        if parcel.attempts > 1 and self.lying().get(number):
            return
        enclosed = [enclosure.file for enclosure in parcel.enclosures.all()]
        self._write(ferry.name_of(self.here.code, number, parcel.attempts), letter, enclosed)

    def carry_note(self, letter: Letter) -> None:
        """The newest note says everything: those that nobody fetched make room for it."""
        beat = json.loads(letter.header)["attempt"]
        self._write(ferry.name_of(self.here.code, 0, beat), letter, [])
        self._former = self.lying().pop(0, [])

    def _write(self, name: str, letter: Letter, enclosed: list[StoredFile]) -> None:
        part = self.outbox / f"{name}{PART}"
        try:
            part.unlink(missing_ok=True)
            ferry.write(part, letter, enclosed)
        except OSError as fault:
            self._unlink(part)
            raise self._unwritable(fault) from fault
        except PostponedError:
            self._unlink(part)
            raise
        self._parts.append(part)

    def settle(self) -> None:
        """Bring what was written to the platter, several at once, and only then show it to the device."""
        parts, self._parts = self._parts, []
        if not parts:
            return
        try:
            with ThreadPoolExecutor(SIDE_BY_SIDE) as settling:
                list(settling.map(_synchronise, parts))
            for part in parts:
                part.replace(part.with_name(part.name.removesuffix(PART)))
            _synchronise(self.outbox)
        except OSError as fault:
            for part in parts:
                self._unlink(part)
            raise self._unwritable(fault) from fault
        for path in self._former:
            path.unlink(missing_ok=True)
        self._former = []

    def _unwritable(self, fault: OSError) -> UnreachableError:
        return UnreachableError(f"不能写入摆渡目录 {self.outbox}：{fault.strerror}。")

    def _unlink(self, part: Path) -> None:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)

    def lying(self) -> dict[int, list[Path]]:
        """Our files that nobody has fetched yet, by number."""
        if self._lying is None:
            self._lying = defaultdict(list)
            for name in os.listdir(self.outbox):
                found = ferry.NAME.fullmatch(name)
                if found and found[1] == self.here.code:
                    self._lying[int(found[2])].append(self.outbox / name)
        return self._lying

    def tidy(self, through: int) -> int:
        """Remove what nobody fetched though the other side has all up to ``through``, and what a killed
        worker left half-written a day ago; how many files.
        """
        settled = [path for number, paths in self.lying().items() if 0 < number <= through for path in paths]
        day_ago = shifted(now(), days=-1).timestamp()
        parts = self.outbox.glob(f"{self.here.code}-*{ENDING}{PART}")
        settled += [path for path in parts if path.stat().st_mtime < day_ago]
        for path in settled:
            path.unlink(missing_ok=True)
        return len(settled)

    def arrivals(self) -> Iterator[Arrival]:
        """Whole files by number, notes first; what has another ending is not looked at."""
        names = [name for name in os.listdir(self.inbox) if name.endswith(ENDING)]
        for name in sorted(names, key=_in_order)[:MOST_A_ROUND]:
            if (self.inbox / name).is_file():
                yield FerriedArrival(self, self.inbox / name)

    def is_behind(self) -> bool:
        found = (ferry.NAME.fullmatch(name) for name in os.listdir(self.inbox))
        return any(named and int(named[2]) for named in found)


def _synchronise(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _in_order(name: str) -> tuple[int, int, str]:
    found = ferry.NAME.fullmatch(name)
    return (int(found[2]), int(found[3]), "") if found else (0, 0, name)


class FerriedArrival:
    """One file in the inbox."""

    def __init__(self, carrier: DirectoryCarrier, path: Path) -> None:
        self.carrier, self.path = carrier, path
        named = ferry.NAME.fullmatch(path.name)
        self.number = int(named[2]) if named else None
        self.is_ours = bool(named and named[1] == carrier.node.code)

    def letter(self) -> Letter:
        self._check_name()
        with self._reading() as ferried:
            return ferried.letter()

    def enclosed(self, opened: Opened) -> Enclosed:
        """Every member is proved before the first is received."""
        received, refused = {}, {}
        with self._reading() as ferried:
            ferried.check(opened.header)
            for file in opened.header.files:
                try:
                    with ferried.file(file) as member:
                        received[file.digest] = files.receive(SYSTEM, member, file.name)
                except Refused as refusal:
                    refused[file.digest] = refusal.sentence
        return Enclosed(received, refused)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[ferry.Ferried]:
        """What is wrong with the file is said of the node whose directory it lies in."""
        try:
            with ferry.opened(self.path) as ferried:
                yield ferried
        except FileNotFoundError as fault:
            raise TornError("文件已经被取走。") from fault
        except RejectedError as refusal:
            refusal.node = refusal.node or self.carrier.node
            refusal.claimed = refusal.claimed or self.carrier.node.code
            refusal.number = self.number if refusal.number is None else refusal.number
            raise

    def _check_name(self) -> None:
        if self.is_ours:
            return
        raise RejectedError(
            f"文件名“{self.path.name[:80]}”不是节点 {self.carrier.node.code} 的邮包文件名。",
            node=self.carrier.node,
            claimed=self.carrier.node.code,
        )

    def done(self) -> None:
        self.path.unlink(missing_ok=True)

    def refused(self) -> None:
        """Moved aside, for people to look at; a job removes it after a month."""
        folder = self.carrier.inbox / REJECTED
        folder.mkdir(exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            self.path.replace(folder / f"{time.time_ns()}-{self.path.name[-150:]}")

    def torn(self) -> bool:
        """True while it may still be in the making; a clock that was set back does not keep it for ever."""
        try:
            age = abs(time.time() - self.path.stat().st_mtime)
        except FileNotFoundError:
            return True
        return age < GRACE_SECONDS
