"""How are licence records written as a table for other systems and for spreadsheets?"""

import csv
import io
from collections.abc import Iterable, Mapping

from yiwang.subsystems.approvals.applications.publicity.rules import FIELDS, HIDDEN

BYTE_ORDER_MARK = "\ufeff"  # without it the usual spreadsheet takes UTF-8 for a national code page
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(records: Iterable[Mapping[str, str]], *, is_full: bool = False) -> str:
    """CSV under the national field codes, a second line with their Chinese names.

    ``is_full``: with the numbers of documents, for the credit platform only.
    """
    fields = [field for field in FIELDS if is_full or field.code not in HIDDEN]
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(field.code for field in fields)
    writer.writerow(field.label for field in fields)
    for record in records:
        writer.writerow(_cell(record.get(field.code, "")) for field in fields)
    return text.getvalue()


def _cell(value: str) -> str:
    """A value that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(_FORMULA) else value
