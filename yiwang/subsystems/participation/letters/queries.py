"""Which letters does a post look at, narrowed how, the most urgent first?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yiwang.kernel.cases import parties
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.models import desks_of
from yiwang.kernel.deadlines.due import Due, due_of
from yiwang.kernel.deadlines.moments import day_of, now, shifted, today
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.participation.letters import rules, suggesting, timing
from yiwang.subsystems.participation.letters.models import Letter, LetterQuerySet

TABS = {
    "": "待办",
    "sort": "待受理分办",
    "units": "单位办理中",
    "late": "已超期",
    "answered": "已答复",
    "all": "全部",
}
NEAR_DAYS, MOST_NEAR = 180, 20


@dataclass(frozen=True)
class Narrowing:
    tab: str = ""
    mailbox: str = ""
    type: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Row:
    """A letter in a list: how it stands, until when, from whom (masked)."""

    letter: Letter
    due: Due
    accept_by: date | None
    neglect: str
    writer: str


def listing(post: Post, narrowing: Narrowing) -> LetterQuerySet:
    """What waits by urgency; what is over newest first."""
    found = _of_tab(Letter.objects.visible_to(post), post, narrowing.tab)
    if narrowing.mailbox:
        found = found.filter(mailbox__code=narrowing.mailbox)
    if narrowing.type in rules.TYPES:
        found = found.filter(type=narrowing.type)
    if narrowing.text:
        text = narrowing.text
        found = found.filter(
            Q(title__icontains=text) | Q(matter__number=text.upper()) | Q(case__number=text.upper())
        )
    if narrowing.since:
        found = found.filter(received_at__date__gte=narrowing.since)
    if narrowing.until:
        found = found.filter(received_at__date__lte=narrowing.until)
    found = found.in_full().select_related("matter")
    return found.newest_first() if narrowing.tab in {"answered", "all"} else found.most_urgent_first()


def rows(letters: Iterable[Letter]) -> list[Row]:
    """Reads what ``in_full`` joined; no further query."""
    return [_row(letter) for letter in letters]


def _row(letter: Letter) -> Row:
    case = letter.case
    is_open = case.closed_at is None
    return Row(
        letter,
        due_of(case.clock) if is_open and case.clock else Due(),
        timing.last_day(case.accept_due_at),
        rules.neglect(day_of(letter.received_at), today()) if is_open else rules.FRESH,
        rules.ANONYMOUS if letter.is_anonymous else parties.name_shown(case.party),
    )


def _of_tab(found: LetterQuerySet, post: Post, tab: str) -> LetterQuerySet:
    desks = desks_of(post)
    open_ones = found.open().filter(lead=None)
    match tab:
        case "sort":
            return open_ones.filter(_to_sort(), case__unit__in=desks)
        case "units":
            return open_ones.filter(assigned_at__isnull=False)
        case "late":
            return open_ones.filter(Q(case__clock__due_at__lte=now()) | Q(case__accept_due_at__lte=now()))
        case "answered":
            return found.answered()
        case "all":
            return found
    return open_ones.filter(case__unit__in=desks)


def _to_sort() -> Q:
    return Q(case__state=states.RECEIVED) | Q(case__state=states.ACCEPTED, assigned_at=None)


def near(letter: Letter, post: Post) -> list[tuple[Letter, int]]:
    """Others that may be about the same matter, or are by the same person, with how near in per cent."""
    scores = suggesting.near(letter)
    mine = Q(writer=letter.writer) if letter.writer else Q(pk__in=[])
    since = shifted(letter.received_at, days=-NEAR_DAYS)
    seen = Letter.objects.visible_to(post).exclude(pk=letter.pk).filter(received_at__gte=since)
    found = seen.filter(mine | Q(uid__in=scores)).select_related("case", "matter", "mailbox")
    found = found.exclude(lead=letter)
    rows = [(one, scores.get(one.uid, 0)) for one in found.order_by("-received_at")[:MOST_NEAR]]
    return sorted(rows, key=lambda row: -row[1])
