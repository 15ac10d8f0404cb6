"""How is the calendar changed, and which clocks does that move?

These functions change state like ``actions``; what they did is stored as a CalendarChange that can be shown.
The page that calls them records the act in the audit record.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Prefetch

from yiwang.kernel.deadlines import actions, in_force, ledger, moments, subjects, watchers
from yiwang.kernel.deadlines.calendar import OFF, WEEKDAYS, WORK, Day
from yiwang.kernel.deadlines.models import (
    CalendarChange,
    CalendarDay,
    Clock,
    ClockEvent,
    ClockQuerySet,
    LightThreshold,
    Notice,
    OfficeTimetable,
)
from yiwang.kernel.deadlines.office_hours import Timetable, in_words, office_hours
from yiwang.kernel.deadlines.rules import Moments, Threshold, check_threshold
from yiwang.kernel.errors import Refused

BATCH = 5000
ORDINARY = "ordinary"


@dataclass(frozen=True)
class NoticeFacts:
    """What is known of a notice besides the days it names."""

    number: str
    title: str
    year: int
    covers_year: bool
    published_on: date
    address: str = ""
    text: str = ""


@transaction.atomic
def enter_notice(facts: NoticeFacts, days: Sequence[Day], by: str) -> CalendarChange:
    """Store a notice with its days, supersede what it changes, and recompute the clocks it touches.

    Raises Refused for a number already entered, a year already laid down, and a notice without days.
    """
    _lock_clocks()
    if not days:
        raise Refused("没有认出放假或上班的日期，请核对通知原文。", field="text")
    if not facts.number.strip():
        raise Refused("请填写发文字号，例如“国办发明电〔2025〕7号”。", field="number")
    if Notice.objects.filter(number=facts.number).exists():
        raise Refused(f"{facts.number}已经录入。", field="number")
    if facts.covers_year and Notice.objects.filter(year=facts.year, covers_year=True).exists():
        raise Refused(f"{facts.year}年的节假日安排已经录入；有调整时请按调整通知录入。", field="year")
    if not facts.covers_year and not Notice.objects.filter(year=facts.year, covers_year=True).exists():
        raise Refused(f"{facts.year}年的全年安排还没有录入，不能只录入调整。", field="year")
    notice = Notice.objects.create(**vars(facts), entered_by=by)
    lines = _replace(days, notice)
    changed = [day.date for day in days]
    if facts.covers_year:
        changed += [date(facts.year, 1, 1), date(facts.year, 12, 31)]
    return _record(notice, lines, _spanning(changed), by, changed)


def apply_loaded() -> int:
    """The regular job for years that came with a new version (``shipped.load``): does what entering their
    notices would have done; how many clocks moved.
    """
    return sum(_applied(pk) for pk in list(CalendarChange.objects.unapplied().values_list("pk", flat=True)))


@transaction.atomic
def _applied(change_id: int) -> int:
    _lock_clocks()
    change = CalendarChange.objects.unapplied().select_for_update().filter(pk=change_id).first()
    if change is None:
        return 0
    years = [int(line["date"].removesuffix("年")) for line in change.days]
    changed = [date(min(years), 1, 1), date(max(years), 12, 31)]
    change.is_applied = True
    _take_effect(change, _spanning(changed), changed)
    return change.moved


@transaction.atomic
def change_day(day: date, kind: str, holiday: str, facts: NoticeFacts, by: str) -> CalendarChange:
    """Correct one day under a notice (entered here where it is new): ``off``, ``work`` or ``ordinary``.

    Raises Refused where nothing would change or the year has no calendar.
    """
    _lock_clocks()
    if kind not in {OFF, WORK, ORDINARY}:
        raise Refused("请选择放假、上班或者照常。", field="kind")
    if not Notice.objects.filter(year=facts.year, covers_year=True).exists():
        raise Refused(f"{facts.year}年的全年安排还没有录入，不能只调整一天。", field="date")
    before = CalendarDay.objects.in_force().filter(date=day).first()
    if (before.kind if before else ORDINARY) == kind:
        raise Refused(f"{day:%Y-%m-%d}已经是这样安排的，无须调整。", field="kind")
    defaults = vars(facts) | {"covers_year": False, "entered_by": by}
    notice, _ = Notice.objects.get_or_create(number=facts.number, defaults=defaults)
    if kind == ORDINARY:
        lines = [{"date": f"{day:%Y-%m-%d}", "before": _words(before), "after": _ordinary(day)}]
        _supersede([day], notice)
    else:
        lines = _replace([Day(day, kind, holiday)], notice)
    return _record(notice, lines, _spanning([day]), by, [day])


@transaction.atomic
def enter_timetable(schedule: str, timetable: Timetable, by: str) -> CalendarChange:
    """Lay down the office hours of a schedule from a date on, and recompute the clocks that follow it.

    Raises Refused for openings that make no sense.
    """
    _lock_clocks()
    hours = in_force.counting(schedule).office_hours
    office_hours([timetable])
    before = hours.periods(timetable.begins_on) if hours.covers(timetable.begins_on) else ()
    OfficeTimetable.objects.update_or_create(
        schedule=schedule, begins_on=timetable.begins_on, defaults={"periods": timetable.as_text()}
    )
    since = f"{timetable.begins_on:%Y-%m-%d}起（{schedule}）"
    lines = [{"date": since, "before": in_words(before), "after": in_words(timetable.periods)}]
    clocks = Clock.objects.filter(schedule=schedule).ending_after(moments.start_of(timetable.begins_on))
    return _record(None, lines, clocks, by)


@transaction.atomic
def enter_threshold(kind: str, item: str, threshold: Threshold | None, by: str) -> CalendarChange:
    """Lay down when the clocks of a kind or item shine, or (None) let the next wider threshold hold again.

    Recomputes their open clocks. Raises Refused for numbers that make no sense, and where nothing changes.
    """
    _lock_clocks()
    if threshold:
        check_threshold(threshold)
    row = LightThreshold.objects.filter(kind=kind, item=item).first()
    before = row.value() if row else None
    if before == threshold:
        raise Refused("与现行设置相同，无须调整。")
    if threshold is None:
        LightThreshold.objects.filter(kind=kind, item=item).delete()
    else:
        LightThreshold.objects.update_or_create(kind=kind, item=item, defaults=vars(threshold))
    named = " ".join(part for part in (subjects.label(kind) if kind else "全部期限", item) if part)
    line = {"date": f"亮灯阈值（{named}）", "before": _said(before), "after": _said(threshold)}
    clocks = Clock.objects.open()
    clocks = clocks.filter(subject_kind=kind) if kind else clocks
    return _record(None, [line], clocks.filter(item=item) if item else clocks, by)


def _said(threshold: Threshold | None) -> str:
    return str(threshold) if threshold else "未单独设置"


def differences(days: Iterable[Day]) -> list[dict[str, str]]:
    """What entering the days would change, in words: the dry run of ``enter_notice``."""
    wanted = sorted(days, key=lambda day: day.date)
    rows = CalendarDay.objects.in_force().filter(date__in=[day.date for day in wanted])
    known = {row.date: row for row in rows}
    return [
        {"date": f"{day.date:%Y-%m-%d}", "before": before, "after": after}
        for day in wanted
        if (before := _words(known.get(day.date)) or _ordinary(day.date)) != (after := _words(day))
    ]


def _replace(days: Sequence[Day], notice: Notice) -> list[dict[str, str]]:
    lines = differences(days)
    _supersede([day.date for day in days], notice)
    CalendarDay.objects.bulk_create(
        CalendarDay(
            date=day.date, kind=day.kind, holiday=day.holiday, notice=notice, known_on=notice.published_on
        )
        for day in days
    )
    return lines


def _supersede(dates: Sequence[date], notice: Notice) -> None:
    rows = CalendarDay.objects.in_force().filter(date__in=dates)
    rows.update(superseded_by=notice, superseded_on=notice.published_on)


def _words(day: Day | CalendarDay | None) -> str:
    return f"{day.holiday}{'放假' if day.kind == OFF else '调休上班'}" if day else ""


def _ordinary(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]}{'休息' if day.weekday() >= 5 else '上班'}"


def _spanning(dates: Sequence[date]) -> ClockQuerySet:
    return Clock.objects.touched_by(moments.start_of(min(dates)), moments.end_of(max(dates)))


def _record(
    notice: Notice | None,
    lines: list[dict[str, str]],
    clocks: ClockQuerySet,
    by: str,
    changed: Sequence[date] = (),
) -> CalendarChange:
    change = CalendarChange.objects.create(
        token=secrets.token_hex(16), made_at=moments.now(), made_by=by, notice=notice, days=lines
    )
    _take_effect(change, clocks, changed)
    return change


def _take_effect(change: CalendarChange, clocks: ClockQuerySet, changed: Sequence[date]) -> None:
    """``changed``: the days that now count otherwise, of which others than clocks have to hear."""
    _recompute(change, clocks)
    change.untold_after = 0 if change.moved else None
    change.save()
    if changed:
        watchers.tell_calendar(moments.start_of(min(changed)), moments.end_of(max(changed)))


def _lock_clocks() -> None:
    """No clock may be given an end while the calendar changes; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Clock._meta.db_table} IN EXCLUSIVE MODE")


def _recompute(change: CalendarChange, clocks: ClockQuerySet) -> None:
    """Give open clocks their new ends; each that moves gets a ledger line.

    Raises Refused where an end now falls into a year without calendar: that year has to be entered first.
    """
    countings = in_force.Countings()
    for batch in _batches(clocks):
        ends_before = {clock.pk: clock.moments for clock in batch}
        for clock in batch:
            pauses = ledger.pauses_in(clock.events.all(), ended_at=change.made_at)
            actions.recompute(clock, pauses, countings.of(clock.schedule))
        changed = [clock for clock in batch if clock.moments != ends_before[clock.pk]]
        moved = [clock for clock in changed if _ends(clock.moments) != _ends(ends_before[clock.pk])]
        _store(changed)
        _list(change, moved, ends_before)
        change.looked_at += len(batch)
        change.moved += len(moved)


def _ends(ends: Moments) -> tuple[datetime | None, datetime | None]:
    return ends.legal_due_at, ends.promised_due_at


def _batches(clocks: ClockQuerySet) -> Iterator[list[Clock]]:
    """Batches by primary key; the pauses of each come along."""
    ledger = ClockEvent.objects.filter(kind__in=[ClockEvent.PAUSED, ClockEvent.RESUMED]).order_by("id")
    clocks = clocks.order_by("pk").prefetch_related(Prefetch("events", ledger))
    last_pk = 0
    while batch := list(clocks.filter(pk__gt=last_pk)[:BATCH]):
        yield batch
        last_pk = batch[-1].pk


def _store(clocks: Iterable[Clock]) -> None:
    """Ends lie at the close or the opening of a day, so many clocks share theirs: one UPDATE for each set."""
    alike = defaultdict(list)
    for clock in clocks:
        alike[tuple(getattr(clock, name) for name in actions.COMPUTED)].append(clock.pk)
    for values, ids in alike.items():
        Clock.objects.filter(pk__in=ids).update(**dict(zip(actions.COMPUTED, values, strict=True)))


def _list(change: CalendarChange, clocks: Iterable[Clock], before: dict[int, Moments]) -> None:
    ClockEvent.objects.bulk_create(
        ClockEvent(
            clock=clock,
            kind=ClockEvent.RECOMPUTED,
            at=change.made_at,
            recorded_at=change.made_at,
            by=change.made_by,
            ground=change.notice.number if change.notice else "办公时间调整",
            limit=_legal_end_in_words(before[clock.pk], clock.moments),
            due_before=before[clock.pk].due_at,
            due_after=clock.due_at,
            change=change,
        )
        for clock in clocks
    )


def _legal_end_in_words(before: Moments, after: Moments) -> str:
    """The legal end where the clock is held to its promise; otherwise due_before and due_after say it."""
    ends = [before.legal_due_at, after.legal_due_at]
    if not all(ends) or ends == [before.due_at, after.due_at]:
        return ""
    was, becomes = (f"{moments.local(end):%Y-%m-%d %H:%M}" for end in ends if end)
    return f"法定期限由{was}改为{becomes}届满"
