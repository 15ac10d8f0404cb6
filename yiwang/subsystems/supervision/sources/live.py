"""What do the sources that live on this platform bring in each day? Counted from cases and receipts."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import TruncDate

from yiwang.kernel.cases import kinds
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines import moments
from yiwang.kernel.exchange.models import Receipt
from yiwang.subsystems.supervision.sources import rules
from yiwang.subsystems.supervision.sources.registry import Measured, Source

NEWEST = 50_000


def counted(rows: "QuerySet[Any]", moment: str) -> Measured:
    """By the day on which they came; one query."""
    days = rows.annotate(day=TruncDate(moment)).values("day").order_by("day")
    found = list(days.annotate(number=Count("pk"), last=Max(moment)).values_list("day", "number", "last"))
    return Measured(max((last for _, _, last in found), default=None), {day: many for day, many, _ in found})


def _cases(prefixes: tuple[str, ...], since: date) -> Measured | None:
    codes = [code for code in kinds.registered() if code.startswith(prefixes)]
    if not codes:
        return None
    return counted(Case.objects.filter(kind__in=codes, opened_at__gte=moments.start_of(since)), "opened_at")


def _receipts(since: date) -> Measured:
    """Among the newest NEWEST: receipts are numbered as they come and have no index by time."""
    last = Receipt.objects.aggregate(last=Max("pk"))["last"] or 0
    return counted(Receipt.objects.filter(pk__gt=last - NEWEST, at__gte=moments.start_of(since)), "at")


def _of_cases(*prefixes: str) -> Callable[[date], Measured | None]:
    return partial(_cases, prefixes)


CASES_OF_APPROVAL = Source(
    "approvals",
    "网上审批",
    "行政审批",
    rules.LIVE,
    "平台办理的审批和服务办件，期限和程序由监察规则实时检查。",
    measure=_of_cases("approvals."),
    address="/office/cases/",
)
CASES_OF_LETTERS = Source(
    "letters",
    "群众来信和网站纠错",
    "互动交流",
    rules.LIVE,
    "平台办理的来信、投诉和网站纠错。",
    measure=_of_cases("participation.", "letters.", "portal."),
    address="/office/cases/",
)
CASES_OF_DISCLOSURE = Source(
    "disclosure",
    "依申请公开",
    "信息公开",
    rules.LIVE,
    "平台办理的政府信息公开申请。",
    measure=_of_cases("disclosure."),
    address="/office/cases/",
)
DOCUMENTS = Source(
    "documents",
    "公文与信息交换",
    "公文办理",
    rules.LIVE,
    "各单位收发公文、信息的签收和退回回执。",
    measure=_receipts,
)
