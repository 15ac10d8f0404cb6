"""How do things stand this minute: as a page, on the wall, as figures that refresh themselves?"""

import json
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.kernel.audit.rules import sm3
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.supervision.board import picture
from yiwang.subsystems.supervision.board.models import Count, Tally
from yiwang.subsystems.supervision.watching import sight
from yiwang.subsystems.supervision.watching.sight import Sight

PER_PAGE = 100


def seen_by(request: OfficeRequest) -> Sight:
    """What the post sees, narrowed to the unit that ``?unit=`` names."""
    return sight.of(request.post).narrowed(request.GET.get("unit"))


@require_safe
@office
def board(request: OfficeRequest) -> HttpResponse:
    if "full" in request.GET:
        return full(request)
    return render(request, "supervision_board/board.html", _context(request))


@require_safe
@office
def full(request: OfficeRequest) -> HttpResponse:
    """The same figures for a hall or a leader's office: one screen, nothing to operate."""
    return render(request, "supervision_board/full.html", _context(request))


@require_safe
@office
def figures(request: OfficeRequest) -> HttpResponse:
    """The document behind both; 304 while nothing changed."""
    shown = picture.of(request.post, seen_by(request))
    body = json.dumps(shown, ensure_ascii=False, sort_keys=True)
    mark = f'"{sm3(body.encode())[:32]}"'
    known = [each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")]
    answer = (
        HttpResponseNotModified()
        if mark in known
        else HttpResponse(body, content_type="application/json; charset=utf-8")
    )
    answer["ETag"] = mark
    answer["Cache-Control"] = "private, no-cache"
    answer["Vary"] = "Cookie"
    return answer


@require_safe
@office
def breakdown(request: OfficeRequest, by: str) -> HttpResponse:
    """Every unit or every item, the worst first."""
    seen = seen_by(request)
    tallies = seen.cut(Tally.objects.all())
    rows: Any = picture.by_unit(tallies) if by == "units" else picture.by_item(tallies)
    page = page_of(rows, request.GET.get("page"), PER_PAGE)
    shown = (
        picture.unit_rows(page.rows) if by == "units" else [picture.item_row(row, seen) for row in page.rows]
    )
    counted = Count.objects.filter(pk=Count.ONLY).first()
    context = {"by": by, "rows": shown, "page": page, "sight": seen, "counted": counted}
    return render(request, "supervision_board/breakdown.html", context)


def _context(request: OfficeRequest) -> dict[str, Any]:
    seen = seen_by(request)
    query = f"?unit={seen.unit.pk}" if seen.unit else ""
    place = (seen.unit or Unit.objects.filter(parent=None).first() or request.post.unit).called
    return {
        "shown": picture.of(request.post, seen),
        "sight": seen,
        "query": query,
        "place": place,
        "findings_list": picture.FINDINGS_LIST,
    }
