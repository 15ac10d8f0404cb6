"""How much was exchanged, by whom, and how promptly was it signed for?"""

import csv
import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.exchange.forms.periods import PeriodForm
from yiwang.kernel.exchange.office.mail import own_unit
from yiwang.kernel.exchange.queries import Period, UnitCount
from yiwang.kernel.exchange.reckoning import LABELS, Board, Point, board, rate
from yiwang.kernel.exchange.rules import COUNT, USE
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import Page
from yiwang.kernel.organizations.rights import may

SHOWN = ("sent", "addressed", "received", "signed", "returned")
PER_PAGE = 100
DRAWN = ("sent", "received", "signed")
# A cell that begins so is taken for a formula (PAINS 25).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Figure:
    """A number with the address of the list behind it, where the viewer may open it."""

    number: int
    address: str = ""


@dataclass(frozen=True)
class Row:
    place: int
    unit: Any
    figures: list[Figure]
    rate: str


@require_safe
@office(COUNT)
def show(request: OfficeRequest) -> HttpResponse:
    form = PeriodForm(request.GET, today())
    shown = _board(request, form)
    category = form.category_chosen()
    page = _page(shown, request.GET.get("page"))
    context = {
        "form": form,
        "board": shown,
        "page": page,
        "labels": [LABELS[name] for name in SHOWN],
        "totals": [(LABELS[name], shown.totals[name]) for name in SHOWN],
        "drawn": [LABELS[name] for name in DRAWN],
        "trend": [_point(point, category) for point in shown.trend],
        "rows": _rows(request, page.rows, shown.period, category),
        "query": request.GET.urlencode(),
    }
    return render(request, "exchange/statistics.html", context)


@require_safe
@office(COUNT)
def export(request: OfficeRequest) -> HttpResponse:
    """The ranking as a table for a spreadsheet program."""
    shown = _board(request, PeriodForm(request.GET, today()))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["名次", "单位", "机构代码", *(LABELS[name] for name in SHOWN), "签收率"])
    for place, each in _placed(shown):
        numbers = [each.numbers[name] for name in SHOWN]
        writer.writerow([place, cell(each.unit.name), cell(each.unit.code), *numbers, rate(each.numbers)])
    # Excel takes a file without the mark for GBK.
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"exchange-{shown.period.since:%Y%m%d}-{shown.period.until:%Y%m%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def cell(text: str) -> str:
    """The text so that no spreadsheet program runs it."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _board(request: OfficeRequest, form: PeriodForm) -> Board:
    return board(request.post, form.chosen(), form.category_chosen())


def _placed(shown: Board) -> list[tuple[int, UnitCount]]:
    return list(enumerate(shown.ranking, start=1))


def _point(point: Point, category: str) -> dict[str, Any]:
    query = {"period": "custom", "since": point.since, "until": point.until, "category": category}
    return {
        "label": point.label,
        "numbers": [point.numbers[name] for name in DRAWN],
        "address": f"?{urlencode(query)}",
    }


def _page(shown: Board, asked: str | None) -> Page[Any]:
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    start = (max(number, 1) - 1) * PER_PAGE
    placed = _placed(shown)
    return Page(placed[start : start + PER_PAGE], max(number, 1), len(placed) > start + PER_PAGE)


def _rows(
    request: OfficeRequest, placed: list[tuple[int, UnitCount]], period: Period, category: str
) -> list[Row]:
    """Mail is nobody else's business: only a clerk of the unit itself opens the lists behind its numbers."""
    own_id = own_unit(request).pk if may(request.post, USE) else None
    lists = {name: _list(name, period, category) for name in SHOWN}
    return [
        Row(
            place,
            each.unit,
            [Figure(each.numbers[name], lists[name] if each.unit.pk == own_id else "") for name in SHOWN],
            rate(each.numbers),
        )
        for place, each in placed
    ]


def _list(name: str, period: Period, category: str) -> str:
    query: dict[str, Any] = {"tab": category or "all", "since": period.since, "until": period.until}
    if name in {"sent", "addressed"}:
        return f"{reverse('exchange:sent')}?{urlencode(query)}"
    if name != "received":
        query |= {"state": name, "moment": "ended"}
    return f"{reverse('exchange:inbox')}?{urlencode(query)}"
