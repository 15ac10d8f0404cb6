"""Which requests are there, and how is one taken in that came on paper or was told?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.rules import grouped
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.disclosure.requests import queries, rules, yearly
from yiwang.subsystems.disclosure.requests.actions import receiving
from yiwang.subsystems.disclosure.requests.counting import Cell
from yiwang.subsystems.disclosure.requests.forms.keeping import EnterForm, NarrowForm
from yiwang.subsystems.disclosure.requests.queries import Narrowing

HANDLE = "cases.handle"


@require_safe
@office(rules.READ)
def request_list(request: OfficeRequest) -> HttpResponse:
    """A fixed number of queries for any number of requests; what a cell of the yearly report counts, too."""
    narrowing = narrowed(request)
    page = page_of(queries.listing(request.post, narrowing), request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "rows": queries.rows(page.rows),
        "page": page,
        "tabs": queries.TABS.items(),
        "chosen": narrowing,
        "channels": rules.CHANNELS.items(),
        "applicants": rules.APPLICANTS.items(),
        "query": query.urlencode(),
        "may_enter": may(request.post, HANDLE),
    }
    return render(request, "requests/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(HANDLE)
def enter(request: OfficeRequest) -> HttpResponse:
    """Its applicant gets a number and a code like everybody."""
    form = EnterForm(request.POST or None, post=request.post)
    if request.method == "POST" and form.is_valid():
        try:
            entered, receipt = receiving.enter(request.actor, form.wanted(), form.contact(), form.arrival())
        except Refused as refused:
            refused.show_in(form)
        else:
            context = {"receipt": receipt, "code": grouped(receipt.code), "wanted": entered}
            return render(request, "requests/receipt.html", context)
    return render(request, "requests/enter.html", {"form": form}, status=422 if form.errors else 200)


def narrowed(request: OfficeRequest) -> Narrowing:
    form = NarrowForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    tab = request.GET.get("tab", "")
    return Narrowing(
        tab=tab if tab in queries.TABS else "",
        text=said.get("q", ""),
        channel=said.get("channel", ""),
        applicant=said.get("applicant", ""),
        since=said.get("since"),
        until=said.get("until"),
        cell=_cell(request),
    )


def _cell(request: OfficeRequest) -> Cell | None:
    year, row = request.GET.get("year", ""), request.GET.get("row", "")
    if not (year.isascii() and year.isdigit() and len(year) == 4 and int(year)):
        return None
    cell = Cell(int(year), row, request.GET.get("column", yearly.TOTAL))
    return cell if cell.is_known and cell.year < 9_999 else None
