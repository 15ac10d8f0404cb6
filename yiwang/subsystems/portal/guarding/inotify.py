"""Which files below a folder were just touched? The kernel of Linux says so."""

import ctypes
import os
import select
import struct
from dataclasses import dataclass

MODIFY, ATTRIB, CLOSE_WRITE = 0x2, 0x4, 0x8
MOVED_FROM, MOVED_TO, CREATE, DELETE = 0x40, 0x80, 0x100, 0x200
DELETE_SELF, MOVE_SELF = 0x400, 0x800
Q_OVERFLOW, IGNORED, IS_FOLDER = 0x4000, 0x8000, 0x40000000
ONLY_FOLDERS, NO_LINKS = 0x1000000, 0x2000000
ALL = MODIFY | CLOSE_WRITE | MOVED_FROM | MOVED_TO | CREATE | DELETE | DELETE_SELF | MOVE_SELF
HEAD = struct.Struct("iIII")
NON_BLOCKING, CLOSE_ON_EXEC = 0o4000, 0o2000000


class UnavailableError(OSError):
    """This machine has no inotify, or no more of it."""


@dataclass(frozen=True)
class Touched:
    """``folder``/``name``; without a name the folder itself. ``is_overflow``: not all was told.

    ``is_written_into``: a file at its place, not one that was moved there.
    """

    folder: str
    name: str
    is_folder: bool
    is_overflow: bool = False
    is_written_into: bool = False


class Inotify:
    """The folders that are watched. Raises UnavailableError where that is impossible."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None, use_errno=True)
        if not hasattr(self._library, "inotify_init1"):
            raise UnavailableError("no inotify")
        self._descriptor = self._library.inotify_init1(NON_BLOCKING | CLOSE_ON_EXEC)
        if self._descriptor < 0:
            raise UnavailableError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        self._folders: dict[int, str] = {}

    def add(self, folder: str) -> None:
        """Again the same: nothing happens. A folder that is away is left out."""
        mask = ALL | ONLY_FOLDERS | NO_LINKS
        number = self._library.inotify_add_watch(self._descriptor, os.fsencode(folder), mask)
        if number >= 0:
            self._folders[number] = folder
        elif ctypes.get_errno() == 28:  # ENOSPC: fs.inotify.max_user_watches
            raise UnavailableError(28, "fs.inotify.max_user_watches is used up")

    def touched(self, seconds: float) -> list[Touched]:
        """What was touched since, waiting at most so long for the first."""
        ready, _, _ = select.select([self._descriptor], [], [], seconds)
        if not ready:
            return []
        try:
            content = os.read(self._descriptor, 1 << 20)
        except BlockingIOError:
            return []
        found, at = [], 0
        while at < len(content):
            number, mask, _, length = HEAD.unpack_from(content, at)
            at += HEAD.size
            name = os.fsdecode(content[at : at + length].rstrip(b"\0"))
            at += length
            if mask & Q_OVERFLOW:
                found.append(Touched("", "", is_folder=False, is_overflow=True))
            elif mask & IGNORED:
                self._folders.pop(number, None)
            elif number in self._folders:
                found.append(
                    Touched(
                        self._folders[number],
                        name,
                        is_folder=bool(mask & IS_FOLDER),
                        is_written_into=bool(mask & (MODIFY | CLOSE_WRITE)),
                    )
                )
        return found

    def close(self) -> None:
        os.close(self._descriptor)
