"""Which rows does a file have? CSV with a header in Chinese, a JSON list, or one JSON object a line."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

from yiwang.kernel.errors import Refused
from yiwang.subsystems.supervision.sources.reading.opening import LONGEST_LINE, text_of
from yiwang.subsystems.supervision.sources.registry import Source

MOST_ROWS = 1_000_000
LONGEST_CELL = 131_072
_DELIMITERS = ",;\t，"


@dataclass(frozen=True)
class Row:
    """``number``: as people count, the header being the first. ``fault``: why it cannot be read at all."""

    number: int
    cells: Mapping[str, Any]
    fault: str = ""


def rows_of(stream: IO[bytes], source: Source) -> Iterator[Row]:
    """One after the other. Raises Refused, also half-way, for what is no such file or goes wrong inside."""
    text = text_of(stream)
    first = next(text, "")
    while first and not first.strip():
        first = next(text, "")
    if not first.strip():
        raise Refused("文件是空的。", field="file")
    reading = _json if first.lstrip()[:1] in "[{" else _csv
    for place, row in enumerate(reading(_from(first, text), source), start=1):
        if place > MOST_ROWS:
            raise Refused(f"一个文件最多{MOST_ROWS}行，请分开导入。", field="file")
        yield row


def _from(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _csv(lines: Iterator[str], source: Source) -> Iterator[Row]:
    first = next(lines)
    delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(LONGEST_CELL)  # one for the whole process: other readers of CSV set theirs
    reader = csv.reader(_from(first, lines), delimiter=delimiter)
    try:
        head = _head(next(reader), source)
    except csv.Error as error:
        raise Refused(f"表头读不出来：{_in_words(error)}", field="file") from None
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused(f"从第{number}行起读不下去：{_in_words(error)}", field="file") from None
        if any(cell.strip() for cell in cells):
            yield _row(number, cells, head)


def _in_words(error: csv.Error) -> str:
    if "field larger" in str(error):
        return "有一格内容过长，可能缺少收尾的引号。"
    return "这一行不合CSV格式。"


def _head(cells: Sequence[str], source: Source) -> list[str]:
    """The code of the field of each column, empty for those that nobody asks for."""
    titles = {title: field.code for field in source.fields for title in field.titles}
    codes = [titles.get(_bare(cell), "") for cell in cells]
    named = [code for code in codes if code]
    twice = {code for code in named if named.count(code) > 1}
    if twice:
        label = source.by_code[sorted(twice)[0]].label
        raise Refused(f"表头里有两列都是“{label}”。", field="file")
    check_titles(set(named), source)
    return codes


def _bare(cell: str) -> str:
    return "".join(cell.split()).replace("(", "（").replace(")", "）").strip("*﻿")


def check_titles(codes: set[str], source: Source) -> None:
    """Raises Refused naming what a file of this source must have."""
    missing = [field.label for field in source.fields if field.is_required and field.code not in codes]
    if missing:
        raise Refused(f"缺少{'、'.join(f'“{label}”' for label in missing)}列，请按模板填写。", field="file")


def _row(number: int, cells: Sequence[str], head: Sequence[str]) -> Row:
    if any(cell.strip() for cell in cells[len(head) :]):
        return Row(number, {}, f"有{len(cells)}格，表头只有{len(head)}列，请检查是否多了分隔符。")
    return Row(number, {code: cell for code, cell in zip(head, cells, strict=False) if code})


def _json(pieces: Iterator[str], source: Source) -> Iterator[Row]:
    titles = {title: field.code for field in source.fields for title in field.titles}
    for number, each in enumerate(_objects(pieces), start=1):
        if isinstance(each, dict):
            yield Row(number, {titles[key]: value for key, value in each.items() if key in titles})
        else:
            yield Row(number, {}, "应为JSON对象。")


def _objects(pieces: Iterator[str]) -> Iterator[Any]:
    """The members of a list (bare or under ``records``), or objects one after the other."""
    decoder = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=str, parse_int=str)
    waiting = next(pieces).lstrip("﻿ \t\r\n")
    waiting = _opened(waiting, pieces)
    while True:
        waiting = waiting.lstrip(" \t\r\n,")
        if not waiting:
            piece = next(pieces, "")
            if not piece:
                return
            waiting = piece
            continue
        if waiting[0] in "]}":
            return
        try:
            found, end = decoder.raw_decode(waiting)
        except (ValueError, RecursionError):
            piece = next(pieces, "")
            if not piece or len(waiting) > LONGEST_LINE:
                raise Refused("文件不是有效的JSON，或者一条记录过长。", field="file") from None
            waiting += piece
            continue
        yield found
        waiting = waiting[end:]


def _opened(waiting: str, pieces: Iterator[str]) -> str:
    """What stands behind the bracket that opens the list."""
    if waiting.startswith("["):
        return waiting[1:]
    bare = "".join(waiting.split())
    while bare and '{"records":['.startswith(bare):
        piece = next(pieces, "")
        if not piece:
            break
        waiting += piece
        bare = "".join(waiting.split())
    return waiting[waiting.index("[") + 1 :] if bare.startswith('{"records":[') else waiting


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
