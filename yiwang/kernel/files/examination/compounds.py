"""What is in a compound file ([MS-CFB]: doc, xls, ppt and their WPS twins)?"""

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from yiwang.kernel.errors import Refused

_HEADER = struct.Struct("<8s16s5H6x9I109I")
_ENTRY = struct.Struct("<64sH2B3I16sI16sIQ")
_LAST_REGULAR = 0xFFFFFFFA
_NOTHING = 0xFFFFFFFF
_MOST_ENTRIES = 20_000
STORAGE, STREAM, ROOT = 1, 2, 5


@dataclass(frozen=True)
class Entry:
    """A storage or stream; ``parent`` is the index of the storage it lies in, -1 for the root."""

    name: str
    kind: int
    class_id: bytes
    first: int
    size: int
    parent: int


class Compound:
    """Raises Refused where the file is broken: sectors outside the file, chains that run in circles."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        file.seek(0, 2)
        self._total = file.tell()
        file.seek(0)
        header = file.read(512)
        if len(header) < 512:
            raise self._broken()
        fields = _HEADER.unpack(header)
        version, sector_shift, mini_shift = fields[3], fields[5], fields[6]
        if (version, sector_shift, mini_shift, fields[11]) not in {(3, 9, 6, 4096), (4, 12, 6, 4096)}:
            raise self._broken()
        self._sector = 1 << sector_shift
        first_directory, self._mini_cutoff, first_mini_fat = fields[9], fields[11], fields[12]
        self._fat = self._read_fat(list(fields[16:]), next_difat=fields[14])
        if self._last_used() * self._sector >= self._total:
            raise self._broken()
        self.entries = self._read_entries(first_directory)
        self._mini_fat = self._table(first_mini_fat)

    def _broken(self) -> Refused:
        return Refused(f"“{self._name}”已损坏，无法打开，请用办公软件另存后上传。")

    def _read_sector(self, number: int) -> bytes:
        at = (number + 1) * self._sector
        if number > _LAST_REGULAR or at >= self._total:
            raise self._broken()
        self._file.seek(at)
        return self._file.read(self._sector).ljust(self._sector, b"\x00")

    def _read_fat(self, listed: list[int], next_difat: int) -> "array[int]":
        """The sectors of the allocation table: 109 in the header, the rest in a chain of their own."""
        most = self._total // self._sector + 1
        while next_difat <= _LAST_REGULAR:
            numbers = struct.unpack(f"<{self._sector // 4}I", self._read_sector(next_difat))
            listed.extend(numbers[:-1])
            next_difat = numbers[-1]
            if len(listed) > most + 109 + self._sector:
                raise self._broken()
        fat = array("I")
        for number in listed:
            if number <= _LAST_REGULAR:
                fat.frombytes(self._read_sector(number))
        return fat

    def _last_used(self) -> int:
        """The number of the last sector that the table calls used, plus one for the header."""
        used = (number for number in range(len(self._fat) - 1, -1, -1) if self._fat[number] != _NOTHING)
        return next(used, -1) + 1

    def _chain(self, first: int, table: "array[int]") -> Iterator[int]:
        """The numbers of a chain; a chain longer than its table runs in circles."""
        number, steps = first, 0
        while number <= _LAST_REGULAR:
            if number >= len(table) or steps > len(table):
                raise self._broken()
            yield number
            number, steps = table[number], steps + 1

    def _table(self, first: int) -> "array[int]":
        table = array("I")
        for number in self._chain(first, self._fat):
            table.frombytes(self._read_sector(number))
        return table

    def _read_entries(self, first: int) -> tuple[Entry, ...]:
        raw: list[tuple[Any, ...]] = []
        for number in self._chain(first, self._fat):
            raw.extend(_ENTRY.iter_unpack(self._read_sector(number)))
            if len(raw) > _MOST_ENTRIES:
                raise self._broken()
        if not raw or raw[0][2] != ROOT:
            raise self._broken()
        parents = self._parents(raw)
        return tuple(
            Entry(
                _name_of(fields),
                fields[2],
                fields[7],
                first=fields[10],
                size=fields[11] if self._sector > 512 else fields[11] & 0xFFFFFFFF,
                parent=parents.get(index, -1),
            )
            for index, fields in enumerate(raw)
            if fields[2] in {STORAGE, STREAM, ROOT}
        )

    def _parents(self, raw: list[tuple[Any, ...]]) -> dict[int, int]:
        """Index of an entry -> index of its storage; siblings form a tree, a storage knows its root."""
        parents: dict[int, int] = {}
        waiting = [(raw[0][6], 0)]
        while waiting:
            index, parent = waiting.pop()
            if index == _NOTHING or index in parents:
                continue
            if index >= len(raw):
                raise self._broken()
            parents[index] = parent
            left, right, child = raw[index][4:7]
            waiting += [(left, parent), (right, parent), (child, index)]
        return parents

    def stream(self, entry: Entry) -> Iterator[bytes]:
        """The bytes of a stream, a sector at a time."""
        if entry.size < self._mini_cutoff:
            yield from self._mini_stream(entry)
            return
        left = entry.size
        for number in self._chain(entry.first, self._fat):
            if left <= 0:
                return
            yield self._read_sector(number)[:left]
            left -= self._sector

    def _mini_stream(self, entry: Entry) -> Iterator[bytes]:
        root = list(self._chain(self.entries[0].first, self._fat))
        left = entry.size
        for number in self._chain(entry.first, self._mini_fat):
            if left <= 0:
                return
            sector, offset = divmod(number * 64, self._sector)
            if sector >= len(root):
                raise self._broken()
            yield self._read_sector(root[sector])[offset : offset + min(64, left)]
            left -= 64


def _name_of(fields: tuple[Any, ...]) -> str:
    raw, length = fields[0], fields[1]
    return raw[: max(0, length - 2)].decode("utf-16-le", errors="replace")
