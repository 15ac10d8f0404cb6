"""How are visits shown to editors and leaders?"""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines.moments import shifted, today
from yiwang.kernel.indicators.periods import month
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.portal.models import Site
from yiwang.subsystems.portal.rules import WRITE
from yiwang.subsystems.portal.spreadsheets import spreadsheet
from yiwang.subsystems.portal.visits import queries
from yiwang.subsystems.portal.visits.queries import Asked, Line

DAYS = (7, 30, 90)
TOP, IN_TABLE = 20, 5_000
MOST_SITES = 500
HEADS = {
    "days": ("日期", "访问量"),
    "columns": ("栏目", "网站", "访问量"),
    "articles": ("文章", "发布日期", "访问量"),
}


@require_safe
@office(WRITE)
def visits(request: OfficeRequest) -> HttpResponse:
    """By day, by site, by column, by article."""
    asked, span = _asked(request)
    days = queries.by_day(asked)
    total = sum(views for _, views in days)
    context = {
        "asked": asked,
        "last": shifted(asked.after, days=-1),
        "span": span,
        "spans": DAYS,
        "sites": Site.objects.order_by("pk")[:MOST_SITES],
        "days": days,
        "total": total,
        "mean": round(total / len(days)),
        "by_site": queries.by_site(asked),
        "by_kind": queries.by_kind(asked),
        "columns": queries.by_column(asked, TOP),
        "articles": queries.by_article(asked, TOP),
    }
    return render(request, "portal_visits/visits.html", context)


@require_safe
@office(WRITE)
def table(request: OfficeRequest, name: str) -> HttpResponse:
    """One of the tables for a spreadsheet program."""
    if name not in HEADS:
        raise Http404
    asked, _ = _asked(request)
    if name == "days":
        rows: list[tuple[str, ...]] = [(day.isoformat(), str(views)) for day, views in queries.by_day(asked)]
    else:
        found = queries.by_column if name == "columns" else queries.by_article
        rows = [_cells(line) for line in found(asked, IN_TABLE)]
    return spreadsheet(f"visits-{name}", HEADS[name], rows)


def _cells(line: Line) -> tuple[str, ...]:
    return line.label, line.note, str(line.views)


def _asked(request: OfficeRequest) -> tuple[Asked, str]:
    """The last days, or the month, that the page asks for; nonsense means the last thirty days."""
    span = request.GET.get("span", "30")
    site = request.GET.get("site", "")[:40]
    tomorrow = shifted(today(), days=1)
    if span in {str(days) for days in DAYS}:
        return Asked(shifted(tomorrow, days=-int(span)), tomorrow, site), span
    try:
        first = datetime.strptime(span, "%Y-%m").date()  # noqa: DTZ007 - a month, no moment
    except ValueError:
        return Asked(shifted(tomorrow, days=-30), tomorrow, site), "30"
    asked = month(first)
    return Asked(asked.first, asked.after, site), span
