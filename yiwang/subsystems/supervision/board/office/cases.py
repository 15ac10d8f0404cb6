"""Which cases came in or were ended on a day?"""

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from yiwang.kernel.cases import kinds, parties
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.moments import end_of, start_of, today
from yiwang.kernel.organizations.access import office
from yiwang.kernel.organizations.acting import OfficeRequest
from yiwang.kernel.organizations.paging import page_of
from yiwang.subsystems.supervision.board.actions.tallying import LATE, ended_on
from yiwang.subsystems.supervision.board.office.live import seen_by

WHATS = {"intake": "收件", "ended": "办结", "late": "超期办结"}


@require_safe
@office
def listing(request: OfficeRequest) -> HttpResponse:
    """The newest first, cut to what the post sees, page by page."""
    seen = seen_by(request)
    what = request.GET.get("what", "")
    what = what if what in WHATS else "intake"
    day = _day(request.GET.get("day", ""))
    found = seen.cut(_found(what, day)).select_related("party", "unit", "clock")
    page = page_of(found.order_by("-opened_at", "-pk"), request.GET.get("page"))
    rows = [_row(case) for case in page.rows]
    context = {"what": what, "label": WHATS[what], "day": day, "rows": rows, "page": page, "sight": seen}
    return render(request, "supervision_board/cases.html", context)


def _found(what: str, day: date) -> "QuerySet[Case]":
    if what == "intake":
        return Case.objects.received_between(start_of(day), end_of(day))
    ended = ended_on(day)
    return ended.filter(Q(clock__outcome__in=LATE)) if what == "late" else ended


def _day(written: str) -> date:
    try:
        return parse_date(written) or today()
    except ValueError:
        return today()


def _row(case: Case) -> dict[str, Any]:
    ended: datetime | None = case.closed_at
    return {
        "case": case,
        "party": parties.name_shown(case.party, is_masked=kinds.of(case).is_party_masked),
        "kind": kinds.label(case.kind),
        "ended": ended,
        "is_late": bool(case.clock and case.clock.outcome in LATE),
    }
