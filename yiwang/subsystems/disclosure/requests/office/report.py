"""What does the table on requests of the yearly report say, each number a link to what it counts?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.disclosure.requests import counting, rules, yearly
from yiwang.subsystems.disclosure.requests.models import Request


@require_safe
@office(rules.REPORT)
def report(request: OfficeRequest) -> HttpResponse:
    """Of everything that the post sees; a fixed number of queries."""
    found = Request.objects.visible_to(request.post)
    years = counting.years(found, today())
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else today().year
    rows = counting.table(found, year)
    context = {
        "year": year,
        "years": years,
        "rows": rows,
        "columns": yearly.COLUMNS.values(),
        "faults": yearly.faults(rows),
        "is_running": year == today().year,
        "unit": request.post.unit,
    }
    return render(request, "requests/report.html", context)
