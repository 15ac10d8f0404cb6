"""How are the figures of the board counted, each minute, so that no page has to?

All tallies of one run show one moment, so that they add up. What ran late or comes near its end is read off
ranges of an index; only the rest costs a pass over what is in hand. Written is what changed; a run that is
killed leaves the figures of the run before.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count as Counted
from django.db.models import Q, QuerySet

from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases.models import Case, Event
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import end_of, now, shifted, start_of, today
from yiwang.kernel.deadlines.rules import Outcome
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import COLOURS
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.supervision.board import rules
from yiwang.subsystems.supervision.board.models import Count, Day, Mark, Tally
from yiwang.subsystems.supervision.watching import lights

BATCH = 1_000
NUMBERS = ("intake", "ended", "late", "yellow", "red")
# What is not simply in time is found on ranges of an index.
NOT_GREEN = (rules.RED, rules.YELLOW, rules.BLUE, rules.STILL)
LATE = (Outcome.AFTER_PROMISE.value, Outcome.AFTER_LAW.value)
Lights = dict[str, int]


def count() -> int:
    """The regular job; how many tallies changed."""
    moment, day = now(), today()
    found = in_hand(moment)
    last = Count.objects.filter(pk=Count.ONLY).first()
    oldest = shifted(day, days=1 - rules.DAYS)
    since = max(last.final_until, oldest) if last and last.final_until else oldest
    days = [shifted(since, days=number) for number in range((day - since).days + 1)]
    of_days = {each: of_day(each) for each in days}
    with transaction.atomic():
        changed = _keep_tallies(found)
        for each, numbers in of_days.items():
            changed += _keep_day(each, numbers)
        Day.objects.filter(day__lt=oldest).delete()
        Mark.objects.filter(day__lt=oldest).delete()
        # Yesterday is counted once more after midnight: what was being written then is in it.
        Count.objects.update_or_create(pk=Count.ONLY, defaults={"counted_at": moment, "final_until": day})
    return changed


def in_hand(moment: datetime) -> dict[tuple[int, str], Lights]:
    """By unit and item: how many cases in hand have each light."""
    clocks = Clock.objects.open().filter(subject_kind=cases.SUBJECT).order_by()
    found: dict[tuple[int, str], Lights] = defaultdict(lambda: dict.fromkeys(rules.LIGHTS, 0))
    for unit_id, item, number in _grouped(clocks.filter(due_at__isnull=False)):
        found[unit_id, item][rules.GREEN] = number
    for light in NOT_GREEN:
        for unit_id, item, number in _grouped(clocks.filter(lights.shining(light, moment))):
            found[unit_id, item][light] = number
            if light != rules.STILL:
                found[unit_id, item][rules.GREEN] -= number
    known = set(Unit.objects.values_list("pk", flat=True))
    return {key: each for key, each in found.items() if key[0] in known and any(each.values())}


def _grouped(clocks: "QuerySet[Clock]") -> Iterable[tuple[int, str, int]]:
    rows = clocks.filter(unit_id__isnull=False).values_list("unit_id", "item")
    return rows.annotate(number=Counted("pk"))


def of_day(day: date) -> dict[int, dict[str, int]]:
    """By unit: what came in, was ended and found on that day, whatever was thought of the find later."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(NUMBERS, 0))
    begins, ends = start_of(day), end_of(day)
    taken_in = Case.objects.filter(opened_at__gte=begins, opened_at__lt=ends).order_by()
    for unit_id, number in taken_in.values_list("unit_id").annotate(number=Counted("pk")):
        found[unit_id]["intake"] = number
    over = ended_on(day).order_by().values_list("unit_id")
    late = Counted("pk", filter=Q(clock__outcome__in=LATE))
    for unit_id, number, number_late in over.annotate(number=Counted("pk"), late=late):
        found[unit_id] |= {"ended": number, "late": number_late}
    problems = Finding.objects.filter(is_trial=False, found_at__gte=begins, found_at__lt=ends).order_by()
    for unit_id, colour, number in problems.values_list("unit_id", "colour").annotate(number=Counted("pk")):
        if colour in COLOURS:
            found[unit_id][colour] = number
    return found


def ended_on(day: date) -> "QuerySet[Case]":
    """Cases that ended on that day and still are, found through their history, which is in order of time."""
    begins, ends = start_of(day), end_of(day)
    events = Event.objects.filter(pk__gt=after(day), at__gte=begins, at__lt=ends)
    if later := Mark.objects.filter(day__gt=day).order_by("day").first():
        events = events.filter(pk__lte=later.after)
    return Case.objects.filter(
        closed_at__gte=begins, closed_at__lt=ends, pk__in=events.order_by().values("case_id")
    )


def after(day: date) -> int:
    """The id after which the day's events come."""
    mark = Mark.objects.filter(day=day).first()
    if mark:
        return mark.after
    before = Event.objects.filter(at__lt=start_of(day)).order_by("-pk").values_list("pk", flat=True)
    return before.first() or 0


def _keep_tallies(found: Mapping[tuple[int, str], Lights]) -> int:
    kept = {(row.unit_id, row.item): row for row in Tally.objects.all()}
    changed = [
        Tally(unit_id=key[0], item=key[1], **each)
        for key, each in found.items()
        if key not in kept or any(getattr(kept[key], light) != number for light, number in each.items())
    ]
    _write(Tally, changed, ["unit", "item"], list(rules.LIGHTS))
    gone = [row.pk for key, row in kept.items() if key not in found]
    for start in range(0, len(gone), BATCH):
        Tally.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    return len(changed) + len(gone)


def _keep_day(day: date, numbers: Mapping[int, Mapping[str, int]]) -> int:
    Mark.objects.get_or_create(day=day, defaults={"after": after(day)})
    kept = {row.unit_id: row for row in Day.objects.filter(day=day)}
    nothing = dict.fromkeys(NUMBERS, 0)
    wanted = dict.fromkeys(kept, nothing) | dict(numbers)
    changed = [
        Day(day=day, unit_id=unit_id, **each)
        for unit_id, each in wanted.items()
        if unit_id not in kept or any(getattr(kept[unit_id], name) != each[name] for name in NUMBERS)
    ]
    _write(Day, changed, ["day", "unit"], list(NUMBERS))
    return len(changed)


def _write(model: Any, rows: list[Any], keys: list[str], fields: list[str]) -> None:
    model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=keys, update_fields=fields, batch_size=BATCH
    )
