"""Which orders are there, as a list, as a table and as a bulletin?"""

import csv
import io

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines.moments import day_of, now, today
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.papers import docx, pdf
from yiwang.subsystems.supervision.orders import bulletin, queries, rules
from yiwang.subsystems.supervision.orders.forms.ordering import NarrowForm
from yiwang.subsystems.supervision.orders.models import OrderQuerySet
from yiwang.subsystems.supervision.orders.office.reading import reader
from yiwang.subsystems.supervision.watching.rules import LEAD

MOST_ROWS = 5_000
# A cell that begins so is taken for a formula (PAINS 25).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEAD = (
    *("督办编号", "事项", "来源", "下达单位", "下达时间"),
    *("责任单位", "分工", "状态", "最后期限", "进展", "进度"),
)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@reader
def order_list(request: OfficeRequest) -> HttpResponse:
    return _listed(request, request.GET.get("tab", ""))


@require_safe
@reader
def addressed(request: OfficeRequest) -> HttpResponse:
    """What the unit was ordered: where those begin who only answer."""
    return _listed(request, "addressed")


def _listed(request: OfficeRequest, asked: str) -> HttpResponse:
    found, form, tab = _narrowed(request, asked)
    page = page_of(found, request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    query["tab"] = tab
    context = {
        "rows": queries.rows(page.rows),
        "page": page,
        "tab": tab,
        "tabs": queries.TABS.items(),
        "form": form,
        "chosen": {"state": form.said("state"), "source": form.said("source"), "q": form.said("q")},
        "states": queries.STATES.items(),
        "sources": rules.SOURCES.items(),
        "query": query.urlencode(),
        "may_lead": may(request.post, LEAD),
    }
    return render(request, "orders/list.html", context)


@require_safe
@reader
def order_table(request: OfficeRequest) -> HttpResponse:
    """The same list for a spreadsheet program, one line a duty."""
    found, _, _ = _narrowed(request, request.GET.get("tab", ""))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for row in queries.rows(found[:MOST_ROWS]):
        order, case = row.order, row.order.case
        for each in row.duties:
            line = (
                case.number,
                case.title,
                order.get_source_display(),
                case.unit.called,
                f"{day_of(case.opened_at)}",
                each.duty.unit.called,
                each.duty.part,
                each.duty.get_state_display(),
                str(each.last_day or ""),
                each.lamp[0],
                f"{each.duty.progress}%",
            )
            writer.writerow([_cell(text) for text in line])
    # Excel takes a file without the mark for GBK.
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="orders-{today():%Y%m%d}.csv"'
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@office(LEAD)
def overdue(request: OfficeRequest, form: str) -> HttpResponse:
    """The bulletin of orders that are late, to print or to be worked on."""
    paper = bulletin.of(request.post, now())
    content, kind = (docx.drawn(paper), DOCX) if form == "docx" else (pdf.drawn(paper), "application/pdf")
    response = HttpResponse(content, content_type=kind)
    how = "attachment" if form == "docx" else "inline"
    response["Content-Disposition"] = f'{how}; filename="bulletin-{today():%Y%m%d}.{form}"'
    response["Cache-Control"] = "no-store"
    return response


def _narrowed(request: OfficeRequest, asked: str) -> tuple[OrderQuerySet, NarrowForm, str]:
    form = NarrowForm(request.GET)
    tab = asked if asked in queries.TABS else ""
    found = queries.listing(request.post, tab, form.said("q"), form.said("state"), form.said("source"))
    return found, form, tab


def _cell(text: str) -> str:
    """The text so that no spreadsheet program runs it."""
    return f"'{text}" if text.startswith(FORMULA) else text
