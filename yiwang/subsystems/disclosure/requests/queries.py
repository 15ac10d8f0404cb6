"""Which requests does a post look at, narrowed how, the most urgent first?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yiwang.kernel.cases import parties
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.models import desks_of
from yiwang.kernel.deadlines.due import Due, due_of
from yiwang.kernel.deadlines.moments import day_of, now, shifted
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.search import likeness
from yiwang.subsystems.disclosure.requests import counting, rules
from yiwang.subsystems.disclosure.requests.counting import Cell
from yiwang.subsystems.disclosure.requests.models import Request, RequestQuerySet

TABS = {
    "": "待办",
    "new": "待确认审查",
    "asked": "待补正、征求意见",
    "late": "已超期",
    "settled": "已办结",
    "proposed": "建议主动公开",
    "all": "全部",
}
NEWEST = frozenset({"settled", "proposed", "all"})
COMPARED, COMPARED_TEXT, MOST_NEAR, NEAR = 150, 200, 8, 30
"""How many earlier requests are compared, by how much of each, how many shown, from which per cent on."""


@dataclass(frozen=True)
class Narrowing:
    tab: str = ""
    text: str = ""
    channel: str = ""
    applicant: str = ""
    since: date | None = None
    until: date | None = None
    cell: Cell | None = None


@dataclass(frozen=True)
class Row:
    """A request in a list: how it stands, until when, by whom (masked)."""

    request: Request
    due: Due
    accept_by: date | None
    applicant: str


def listing(post: Post, narrowing: Narrowing) -> RequestQuerySet:
    found = Request.objects.visible_to(post)
    cell = narrowing.cell
    found = counting.of_cell(found, cell) if cell else _of_tab(found, post, narrowing.tab)
    if narrowing.channel in rules.CHANNELS:
        found = found.filter(channel=narrowing.channel)
    if narrowing.applicant in rules.APPLICANTS:
        found = found.filter(applicant_kind=narrowing.applicant)
    if narrowing.text:
        text = narrowing.text
        found = found.filter(
            Q(title__icontains=text) | Q(matter__number=text.upper()) | Q(document_number=text)
        )
    if narrowing.since:
        found = found.filter(received_on__gte=narrowing.since)
    if narrowing.until:
        found = found.filter(received_on__lte=narrowing.until)
    is_newest_first = narrowing.cell is not None or narrowing.tab in NEWEST
    found = found.in_full()
    return found.newest_first() if is_newest_first else found.most_urgent_first()


def rows(requests: Iterable[Request]) -> list[Row]:
    """Reads what ``in_full`` joined; no further query."""
    return [_row(request) for request in requests]


def near(request: Request, post: Post) -> list[tuple[Request, int]]:
    """Earlier requests that ask for the same, by their words, with how near in per cent."""
    words = _start_of(request)
    others = Request.objects.visible_to(post).exclude(pk=request.pk).select_related("matter", "case")
    scored = [
        (one, round(100 * likeness.likeness(_start_of(one), words)))
        for one in others.newest_first()[:COMPARED]
    ]
    found = sorted((pair for pair in scored if pair[1] >= NEAR), key=lambda pair: -pair[1])
    return found[:MOST_NEAR]


def _start_of(request: Request) -> str:
    """What it is about stands at its beginning."""
    return f"{request.title}{request.text[:COMPARED_TEXT]}"


def _row(request: Request) -> Row:
    case = request.case
    is_open = case.closed_at is None
    accept_by = day_of(shifted(case.accept_due_at, seconds=-1)) if case.accept_due_at else None
    return Row(
        request,
        due_of(case.clock) if is_open and case.clock else Due(),
        accept_by,
        parties.name_shown(case.party),
    )


def _of_tab(found: RequestQuerySet, post: Post, tab: str) -> RequestQuerySet:
    match tab:
        case "new":
            return found.filter(case__state=states.RECEIVED)
        case "asked":
            return found.filter(case__state__in=[states.ASKED, states.PAUSED])
        case "late":
            over = Q(case__clock__due_at__lte=now()) | Q(case__accept_due_at__lte=now())
            return found.open().filter(over)
        case "settled":
            return found.settled()
        case "proposed":
            return found.exclude(proposal="")
        case "all":
            return found
    return found.open().filter(unit__in=desks_of(post))
