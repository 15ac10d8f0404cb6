"""The register of requests (art. 45) as a table for a spreadsheet program, without who applied."""

import csv
import io

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations import masking
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.subsystems.disclosure.requests import queries, rules
from yiwang.subsystems.disclosure.requests.models import Request
from yiwang.subsystems.disclosure.requests.office.lists import narrowed

MOST_ROWS = 5_000
# A cell that begins so is taken for a formula (PAINS 25).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
IN_TIME = {True: "是", False: "否", None: ""}
HEAD = (
    *("编号", "所需信息", "文号", "申请人类别", "申请渠道", "提交日期", "收到申请之日", "承办单位"),
    *("状态", "答复类型", "答复日期", "按期"),
)


@require_safe
@office(rules.READ)
def table(request: OfficeRequest) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for one in queries.listing(request.post, narrowed(request))[:MOST_ROWS]:
        writer.writerow([_cell(text) for text in _line(one)])
    # Excel takes a file without the mark for GBK.
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="requests-{today():%Y%m%d}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _line(one: Request) -> tuple[str, ...]:
    return (
        one.number,
        masking.text(one.title),
        one.document_number,
        one.get_applicant_kind_display(),
        one.get_channel_display(),
        f"{one.arrived_on:%Y-%m-%d}",
        f"{one.received_on:%Y-%m-%d}" if one.is_confirmed else "待确认",
        one.unit.called,
        one.stage[0],
        one.get_result_display(),
        f"{one.settled_on:%Y-%m-%d}" if one.settled_on else "",
        IN_TIME[one.is_in_time],
    )


def _cell(text: str) -> str:
    """The text so that no spreadsheet program runs it."""
    return f"'{text}" if text.startswith(FORMULA) else text
