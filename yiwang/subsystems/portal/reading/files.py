"""Which documents do files and folders hold, and what in them cannot be read?"""

import csv
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from yiwang.kernel.publications.recognition import filtering, html_text, records
from yiwang.kernel.publications.recognition.characters import one_line
from yiwang.kernel.publications.recognition.records import NoDocument, Source
from yiwang.subsystems.portal.reading.streams import LONGEST_LINE, Opened, Unreadable, opened

TOO_LONG = f"这一行超过 {LONGEST_LINE // 1_000_000} MB。"
_BEGINNING = 80
_LONGEST_CELL = 1_000_000


@dataclass(frozen=True)
class Found:
    """One document of a file, or the reason why a place in it holds none; ``line`` is 0 for a whole file."""

    path: Path
    line: int
    beginning: str
    source: Source | None = None
    reason: str = ""


def below(paths: Iterable[Path]) -> Iterator[Path]:
    """The files themselves and those below folders, in the order of their names; hidden ones are left out."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (Path(folder) / name for name in sorted(names) if not name.startswith("."))


def found_in(path: Path, progress: Callable[[int], None]) -> Iterator[Found]:
    """Every document of a file and everything that is none, in order; ``progress`` hears the bytes read.

    One document is held at a time, however long the file is.
    """
    read = _reader(path)
    if read is None:
        yield Found(path, 0, "", reason=f"不支持的文件类型“{path.suffix or path.name}”。")
        return
    try:
        with opened(path) as file:
            for found in read(path, file):
                yield found
                progress(file.read_bytes)
    except Unreadable as broken:
        yield Found(path, 0, "", reason=str(broken))
    except OSError as error:
        yield Found(path, 0, "", reason=f"无法打开文件：{error.strerror or error}。")


def _reader(path: Path) -> Callable[[Path, Opened], Iterator[Found]] | None:
    name = path.name.lower().removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson")):
        return _records
    if name.endswith(".csv"):
        return _register
    if name.endswith((".html", ".htm", ".shtml", ".txt")):
        return _page
    return None


def _records(path: Path, file: Opened) -> Iterator[Found]:
    """JSON Lines: one record a line."""
    likely = file.likely_encoding
    for line in file.lines():
        if line.data is None:
            yield Found(path, line.number, _shown(line.beginning), reason=TOO_LONG)
        elif line.data.strip():
            yield _record(path, line.number, _shown(line.beginning), line.data, likely)


def _record(path: Path, number: int, beginning: str, data: bytes, likely: str) -> Found:
    try:
        return Found(path, number, beginning, records.source_of(filtering.value_of(data, likely)))
    except ValueError as reason:
        return Found(path, number, beginning, reason=str(reason))


def _register(path: Path, file: Opened) -> Iterator[Found]:
    """CSV with a heading line: one document a row, usually without its text."""
    lines = _Lines(path, file)
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(lines)
    heading: list[str] = []
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            yield Found(path, lines.number, lines.beginning, reason=f"不是有效的 CSV（{error}）。")
            continue
        yield from lines.complaints()
        if not heading:
            heading = [name.strip().lstrip("\ufeff") for name in row]
            if not records.names_a_title(heading):
                raise Unreadable("表头没有标题一列（title 或 标题），不是文件目录。")
        elif any(cell.strip() for cell in row):
            yield _row(path, lines, heading, row)
    yield from lines.complaints()


def _row(path: Path, lines: "_Lines", heading: list[str], row: list[str]) -> Found:
    beginning = one_line(" ".join(row))[:_BEGINNING]
    if len(row) != len(heading):
        reason = f"这一行有 {len(row)} 列，表头有 {len(heading)} 列。"
        return Found(path, lines.number, beginning, reason=reason)
    try:
        return Found(path, lines.number, beginning, records.source_of(dict(zip(heading, row, strict=True))))
    except NoDocument as reason:
        return Found(path, lines.number, beginning, reason=str(reason))


class _Lines:
    """The decoded lines of a register for the csv module, and complaints about undecodable ones."""

    def __init__(self, path: Path, file: Opened) -> None:
        self._path = path
        self._likely = file.likely_encoding
        self._lines = file.lines()
        self._complaints: list[Found] = []
        self.number = 0
        self.beginning = ""

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        for line in self._lines:
            self.number, self.beginning = line.number, _shown(line.beginning)
            if line.data is None:
                self._complain(TOO_LONG)
                continue
            try:
                return html_text.decoded(line.data, self._likely)
            except html_text.Unreadable as reason:
                self._complain(str(reason))
        raise StopIteration

    def complaints(self) -> list[Found]:
        """What could not be decoded since the last time this was asked."""
        made, self._complaints = self._complaints, []
        return made

    def _complain(self, reason: str) -> None:
        self._complaints.append(Found(self._path, self.number, self.beginning, reason=reason))


def _page(path: Path, file: Opened) -> Iterator[Found]:
    """A file that is one document: a page or plain text."""
    likely = file.likely_encoding
    data = file.whole()
    try:
        text = html_text.decoded(data, likely)
    except html_text.Unreadable as reason:
        yield Found(path, 0, _shown(data[:400]), reason=str(reason))
        return
    is_page = not path.name.lower().removesuffix(".gz").endswith(".txt") or records.looks_like_html(text)
    record = {"html" if is_page else "text": text}
    try:
        yield Found(path, 0, one_line(text[:400])[:_BEGINNING], records.source_of(record))
    except NoDocument as reason:
        yield Found(path, 0, one_line(text[:400])[:_BEGINNING], reason=str(reason))


def _shown(data: bytes) -> str:
    """The first characters as far as they can be shown."""
    return one_line(data.decode("utf-8", "replace"))[:_BEGINNING]
