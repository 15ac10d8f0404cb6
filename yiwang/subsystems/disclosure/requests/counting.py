"""How many requests stand in each cell of the yearly report, and which ones are they?

A cell is counted and opened by the same condition, so that its number and its list can never differ.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from yiwang.subsystems.disclosure.requests import results, yearly
from yiwang.subsystems.disclosure.requests.models import Request, RequestQuerySet


@dataclass(frozen=True)
class Cell:
    """``column``: a kind of applicant, or the total."""

    year: int
    row: str
    column: str = yearly.TOTAL

    @property
    def is_known(self) -> bool:
        return self.row in yearly.ROWS and self.column in yearly.COLUMNS

    @property
    def label(self) -> str:
        return f"{self.year}年 {yearly.ROWS[self.row]} · {yearly.COLUMNS[self.column]}"


def of_cell(found: RequestQuerySet, cell: Cell) -> RequestQuerySet:
    """Those that the cell counts."""
    found = found.filter(_condition(cell.year, cell.row))
    return found if cell.column == yearly.TOTAL else found.filter(applicant_kind=cell.column)


def table(found: RequestQuerySet, year: int) -> list[yearly.Row]:
    """Four queries for any number of requests."""
    counted: dict[tuple[str, str], int] = {}
    for row in (yearly.NEW, yearly.CARRIED_IN, yearly.CARRIED_OUT):
        rows = found.filter(_condition(year, row)).order_by().values_list("applicant_kind")
        for kind, total in rows.annotate(total=Count("pk")):
            counted[row, kind] = total
    handled = (
        found.filter(_condition(year, yearly.HANDLED)).order_by().values_list("applicant_kind", "result")
    )
    for kind, result, total in handled.annotate(total=Count("pk")):
        key = (results.RESULTS[result].row, kind)
        counted[key] = counted.get(key, 0) + total
    return yearly.table(counted)


def years(found: RequestQuerySet, today: date) -> list[int]:
    """From this year back to the first in which anything came."""
    first = found.order_by("received_on").values_list("received_on", flat=True).first()
    return list(range(today.year, (first.year if first else today.year) - 1, -1))


def of_applicant(request: Request) -> int:
    """How many requests the same applicant made at this organ in that year; 0 where nobody can tell."""
    if not request.applicant:
        return 0
    same = Request.objects.filter(applicant=request.applicant, unit=request.unit_id)
    return same.filter(received_on__year=request.received_on.year).count()


def _condition(year: int, row: str) -> Q:
    begins, after = date(year, 1, 1), date(year + 1, 1, 1)
    in_year = Q(settled_on__gte=begins, settled_on__lt=after)
    match row:
        case yearly.NEW:
            return Q(received_on__gte=begins, received_on__lt=after)
        case yearly.CARRIED_IN:
            return Q(received_on__lt=begins) & (Q(settled_on=None) | Q(settled_on__gte=begins))
        case yearly.CARRIED_OUT:
            return Q(received_on__lt=after) & (Q(settled_on=None) | Q(settled_on__gte=after))
        case yearly.HANDLED:
            return in_year
    return in_year & Q(result__in=sorted(results.codes_of(row)))
