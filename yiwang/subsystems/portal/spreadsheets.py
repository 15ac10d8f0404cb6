"""How does a table become a file for a spreadsheet program?"""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from yiwang.kernel.deadlines.moments import today

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A CSV file that no spreadsheet program runs anything of."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row])
    # Excel takes a file without the mark for GBK.
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{today():%Y%m%d}.csv"'
    response["Cache-Control"] = "no-store"
    return response
