"""What waits for a post, and which cases does it look for?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_datetime

from yiwang.kernel.cases import kinds, lights, parties, rules, standing
from yiwang.kernel.cases.lights import Light
from yiwang.kernel.cases.models import Case, CaseQuerySet, Consultation, Extension, Party, desks_of
from yiwang.kernel.deadlines.moments import end_of, now, shifted, start_of, today
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import permissions
from yiwang.kernel.prepared import ASKED_TEXT, Prepared
from yiwang.kernel.processes.models import Step, StepQuerySet

SIZE = 50
COUNTED = 999
# A text is looked for in cases of this many days where no period is given: a number is found in all.
LOOKED_BACK_DAYS = 366
IN_HAND = (rules.RECEIVED, rules.ACCEPTED, rules.DECIDED)
WAITING = (rules.ASKED, rules.PAUSED)
_NEEDED = ("run__case__party", "run__case__unit", "run__case__clock", "run__case__delivery_clock")

# Whether there is another is all that is asked, and mostly there is none.
KNOWN = Party.objects.exclude(identifier_digest="")
_SAME = Prepared(lambda digest: KNOWN.filter(identifier_digest=digest)[:2], ASKED_TEXT)


@dataclass(frozen=True)
class Row:
    """A case in a list: the step whose turn it is, its light, and what may be shown of the party."""

    case: Case
    light: Light
    label: str
    step: Step | None = None
    since: datetime | None = None

    @property
    def party(self) -> str:
        return parties.name_shown(self.case.party, is_masked=kinds.of(self.case).is_party_masked)

    @property
    def kind_label(self) -> str:
        return kinds.label(self.case.kind)


@dataclass(frozen=True)
class Narrowing:
    """What somebody looks for in the list of a unit; empty fields narrow nothing.

    ``state``: a code of rules.STATES, ``open`` or ``closed``; ``handler``: the person's name.
    """

    text: str = ""
    kind: str = ""
    state: str = "open"
    light: str = ""
    since: date | None = None
    until: date | None = None
    handler: str = ""


@dataclass(frozen=True)
class Listing:
    """``after``: where the next page goes on; empty on the last. Nothing is counted."""

    rows: list[Row]
    after: str = ""


def todos(post: Post, most: int = SIZE, *, is_waiting: bool = False) -> list[Row]:
    """What the post could do now, the most urgent first: five queries at most, however many cases there are.

    ``is_waiting``: instead those that wait for the party or for a special procedure.
    """
    held = permissions(post)
    if rules.HANDLE not in held:
        return []
    states = WAITING if is_waiting else IN_HAND
    moment = now()
    rows = [_row_of_step(step, moment) for step in _steps(post, states, most)]
    rows += [_row(case, moment) for case in _cases_without_process(post, states, most)]
    return sorted(rows, key=_urgency)[:most]


def done_by(post: Post, most: int = SIZE) -> list[Row]:
    """Steps that the person finished, those that came last first: in the order of the index."""
    steps = Step.objects.done().filter(done_by=post.person_id, run__case__isnull=False)
    moment = now()
    found = steps.select_related("clock", *_NEEDED).order_by("-pk")[:most]
    return [_row_of_step(step, moment) for step in found]


def consultations_for(post: Post, most: int = SIZE) -> list[Consultation]:
    """Questions that wait for an answer of the post's unit, the nearest end first."""
    if rules.HANDLE not in permissions(post):
        return []
    asked = Consultation.objects.unanswered().asked_of(post).filter(case__closed_at=None)
    return list(asked.select_related("case__party").order_by("due_on", "pk")[:most])


def extensions_for(post: Post, most: int = SIZE) -> list[Extension]:
    """Requests for more time that the post may grant, the oldest first."""
    if rules.GRANT not in permissions(post):
        return []
    asked = Extension.objects.filter(state=Extension.ASKED, case__in=Case.objects.of_units_of(post))
    return list(asked.select_related("case__party", "case__clock").order_by("asked_at", "pk")[:most])


def listing(post: Post, narrowing: Narrowing, after: str = "", size: int = SIZE) -> Listing:
    """The cases of the post's units, newest first; three queries whatever is looked for."""
    found = _narrowed(Case.objects.of_units_of(post), narrowing)
    if place := _place(after):
        at, pk = place
        found = found.filter(Q(opened_at__lt=at) | Q(opened_at=at, pk__lt=pk), opened_at__lte=at)
    # First the ids, which the index alone gives; then what the page shows of them.
    ids = list(found.newest_first().values_list("pk", flat=True)[: size + 1])
    shown = Case.objects.in_full().select_related("delivery_clock").filter(pk__in=ids[:size])
    moment = now()
    rows = [_row(case, moment) for case in shown.newest_first()]
    last = rows[-1].case if len(ids) > size else None
    return Listing(rows, f"{last.opened_at.isoformat()}_{last.pk}" if last else "")


def counts(post: Post) -> dict[str, int]:
    """How many open cases of the post's units have each light; none is counted beyond COUNTED."""
    open_cases = Case.objects.of_units_of(post).open()
    moment = now()
    return {
        code: open_cases.filter(lights.shining(code, moment)).order_by()[: COUNTED + 1].count()
        for code in lights.LABELS
    }


def earlier_of_party(case: Case, post: Post, most: int = 10) -> list[Case]:
    """Other cases of the same number that the post may see, newest first."""
    if not case.party.identifier_digest:
        return []
    number = parties.facts_of(case.party).identifier
    digests = list(parties.digests(case.party.identifier_kind, number))
    if all(party.pk == case.party_id for digest in digests for party in _SAME.rows(digest)):
        return []
    same = Case.objects.visible_to(post).of_party(digests).exclude(pk=case.pk)
    return list(same.newest_first()[:most])


def _steps(post: Post, states: Iterable[str], most: int) -> list[Step]:
    """Those that somebody of the post has, and those that its role may take, each by its index."""
    steps = Step.objects.open().filter(run__case__state__in=states).select_related("clock", *_NEEDED)
    mine = _most_urgent(steps.filter(person__in=standing.people_of(post)), most)
    free = steps.filter(person=None, unit__in=desks_of(post), role__in=post.roles)
    return [*mine, *_most_urgent(free, most)]


def _most_urgent(steps: StepQuerySet, most: int) -> StepQuerySet:
    due = Coalesce("clock__due_at", "run__case__clock__due_at", "run__case__accept_due_at")
    return steps.alias(due=due).order_by(due.asc(nulls_last=True), "opened_at")[:most]


def _cases_without_process(post: Post, states: Iterable[str], most: int) -> list[Case]:
    open_cases = Case.objects.open().without_process().filter(state__in=states)
    shown = open_cases.in_full().select_related("delivery_clock")
    due = Coalesce("clock__due_at", "accept_due_at").asc(nulls_last=True)
    mine = shown.filter(handler__in=standing.people_of(post)).order_by(due, "opened_at")[:most]
    free = shown.filter(handler=None, unit__in=desks_of(post)).order_by(due, "opened_at")[:most]
    return [*mine, *free]


def _narrowed(found: CaseQuerySet, narrowing: Narrowing) -> CaseQuerySet:
    match narrowing.state:
        case "open":
            found = found.open()
        case "closed":
            found = found.closed()
        case state if state in rules.STATES:
            found = found.filter(state=state)
    if narrowing.kind:
        found = found.filter(kind=narrowing.kind)
    if narrowing.light:
        found = found.open().filter(lights.shining(narrowing.light, now()))
    if narrowing.handler:
        found = found.filter(handler__name=narrowing.handler)
    since = narrowing.since
    if narrowing.text and not _is_number(narrowing.text):
        since = since or shifted(today(), days=-LOOKED_BACK_DAYS)
    found = found.received_between(
        start_of(since) if since else None, end_of(narrowing.until) if narrowing.until else None
    )
    return found.filter(_about(narrowing.text)) if narrowing.text else found


def _about(text: str) -> Q:
    """A number by its beginning; otherwise words of the title, or the whole name of the party."""
    if _is_number(text):
        first, after = _numbers_from(text.upper())
        return Q(number__gte=first, number__lt=after)
    return Q(title__icontains=text) | Q(party__name=text) | Q(number=text)


def _numbers_from(text: str) -> tuple[str, str]:
    """The text, and the first number that does not begin with it; digits sort alike in every collation."""
    prefix = text.rstrip("0123456789")
    digits = text[len(prefix) :]
    return text, f"{prefix}{int(digits) + 1:0{len(digits)}d}"


def _is_number(text: str) -> bool:
    """Whether it looks like the beginning of one: a prefix in letters and at least the year."""
    bare = text.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return 2 <= len(text) - len(bare) <= 4 and len(bare) >= 4 and bare.isascii() and bare.isdigit()


def _place(after: str) -> tuple[datetime, int] | None:
    """Where a page goes on; nonsense means the beginning."""
    at, _, pk = after.partition("_")
    try:
        moment = parse_datetime(at)
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    return moment, int(pk)


def case_of(step: Step) -> Case:
    """The case whose run the step belongs to; the way back is Django's own and no type knows it."""
    case: Case = cast(Any, step.run).case
    return case


def _row_of_step(step: Step, moment: datetime) -> Row:
    case = case_of(step)
    light = lights.of(case, moment, step.clock if step.is_open else None)
    return Row(case, light, step.label, step, step.opened_at if step.is_open else step.done_at)


def _row(case: Case, moment: datetime) -> Row:
    return Row(case, lights.of(case, moment), case.get_state_display(), since=case.opened_at)


def _urgency(row: Row) -> tuple[bool, datetime, datetime]:
    """What has an end before what has none; then the nearer end, then what waited longer."""
    since = row.since or row.case.opened_at
    return (row.light.due_at is None, row.light.due_at or since, since)
