"""How are rows written as CSV that spreadsheet programs open and never run?"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from yiwang.kernel.exchange.office.statistics import cell
from yiwang.subsystems.supervision.sources.reading.checking import Fault
from yiwang.subsystems.supervision.sources.registry import Source

MARK = "﻿"
HEAD = ("行号", "字段", "填写内容", "原因")


def lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """One line at a time, the mark of UTF-8 first."""
    yield MARK
    for row in rows:
        out = io.StringIO()
        csv.writer(out).writerow([cell(text) for text in row])
        yield out.getvalue()


def written(source: Source) -> str:
    """The header that a file of this source has."""
    return "".join(lines([[field.label for field in source.fields]]))


def rejections(faults: Iterable[Fault]) -> Iterator[str]:
    return lines(_faults(faults))


def _faults(faults: Iterable[Fault]) -> Iterator[Sequence[str]]:
    yield HEAD
    for each in faults:
        yield (str(each.row or ""), each.field, each.value, each.sentence)
