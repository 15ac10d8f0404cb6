"""What is stored of the calendar, of the clocks and of the regular jobs?"""

from datetime import date, datetime, time
from typing import Self

from django.db import models
from django.db.models import F, Q

from yiwang.kernel.deadlines.calendar import OFF, WORK
from yiwang.kernel.deadlines.office_hours import Period, Timetable
from yiwang.kernel.deadlines.rules import Limit, Limits, Moments, Outcome, State, Threshold, Unit

UNITS = [(unit.value, unit.label) for unit in Unit]
# What can be reported of a clock: the end that passes, and where it is noted that it was reported.
END = {"warned": "warn_at", "breached": "due_at", "unlawful": "legal_due_at", "grave": "grave_at"}
MARK = {"warned": "warned_at", "breached": "breached_at", "unlawful": "outlawed_at", "grave": "worsened_at"}
ITEM_LENGTH = 120


class Notice(models.Model):
    """An official notice that lays down the days off of a year, or changes them."""

    number = models.CharField(max_length=80, unique=True, help_text="document number, 国办发明电〔2025〕7号")
    title = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    covers_year = models.BooleanField(help_text="lays down the whole year; False for a change of single days")
    published_on = models.DateField()
    address = models.URLField(max_length=300, blank=True)
    text = models.TextField(blank=True, help_text="the wording as it was entered")
    entered_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["-published_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"], condition=Q(covers_year=True), name="one_notice_lays_down_a_year"
            )
        ]

    def __str__(self) -> str:
        return self.number


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    def in_force(self) -> Self:
        return self.filter(superseded_on=None)

    def known_on(self, day: date) -> Self:
        """The rows that were in force on that day."""
        return self.filter(Q(superseded_on=None) | Q(superseded_on__gt=day), known_on__lte=day)

    def of_year(self, year: int) -> Self:
        return self.filter(date__year=year).order_by("date", "known_on")


class CalendarDay(models.Model):
    """One day off or make-up working day as one notice gives it; superseded, never overwritten."""

    date = models.DateField()
    kind = models.CharField(max_length=4, choices=[(OFF, "放假"), (WORK, "上班")])
    holiday = models.CharField(max_length=40)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="days")
    known_on = models.DateField(help_text="since when the row is known")
    superseded_on = models.DateField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        Notice, null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_days"
    )

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["date"], condition=Q(superseded_on=None), name="one_day_row_is_in_force"
            ),
            models.CheckConstraint(condition=Q(kind__in=[OFF, WORK]), name="a_day_is_off_or_work"),
            models.CheckConstraint(
                condition=Q(superseded_on=None, superseded_by=None)
                | Q(superseded_on__isnull=False, superseded_by__isnull=False),
                name="a_superseded_day_names_its_notice",
            ),
        ]


class CalendarChangeQuerySet(models.QuerySet["CalendarChange"]):
    def unapplied(self) -> Self:
        return self.filter(is_applied=False).order_by("pk")

    def untold(self) -> Self:
        """Of which somebody has still to hear, the first one first."""
        return self.filter(untold_after__isnull=False).order_by("pk")


class CalendarChange(models.Model):
    """One change of the calendar and what it moved; its token tells processes that theirs is out of date."""

    token = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="changes")
    days = models.JSONField(default=list, help_text='[{"date", "before", "after"}], in words')
    looked_at = models.PositiveBigIntegerField(default=0, help_text="open clocks that span a changed day")
    moved = models.PositiveBigIntegerField(default=0, help_text="clocks whose end moved")
    is_applied = models.BooleanField(
        default=True, help_text="False: came with a new version, open clocks are still to be recomputed"
    )
    untold_after = models.PositiveBigIntegerField(
        null=True, help_text="its ledger lines with a higher id are still to be told; None: all are"
    )

    objects = CalendarChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]


class OfficeTimetable(models.Model):
    """The office hours of a schedule from a date on."""

    schedule = models.SlugField(max_length=40, help_text="office, or a window with hours of its own")
    begins_on = models.DateField()
    periods = models.JSONField(help_text='[["09:00", "12:00"], ["13:30", "17:30"]]')

    class Meta:
        ordering = ["schedule", "begins_on"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "begins_on"], name="one_timetable_begins_on_a_day")
        ]

    def value(self) -> Timetable:
        periods = (
            Period(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in self.periods
        )
        return Timetable(self.begins_on, tuple(periods))


class LightThreshold(models.Model):
    """From when on the clocks of a kind, or of one item of it, shine blue, yellow, and count as grave."""

    kind = models.CharField(max_length=80, blank=True, help_text="subject_kind; empty: every kind")
    item = models.CharField(max_length=ITEM_LENGTH, blank=True, help_text="empty: every item of the kind")
    number = models.PositiveSmallIntegerField(help_text="days left at the first warning")
    percent = models.PositiveSmallIntegerField(help_text="of the limit left at the first warning")
    near = models.PositiveSmallIntegerField(null=True, help_text="units left at the warning; None: its own")
    grave = models.PositiveSmallIntegerField(help_text="working days late from which on it is grave")

    class Meta:
        ordering = ["kind", "item"]
        constraints = [models.UniqueConstraint(fields=["kind", "item"], name="light_threshold_once")]

    def value(self) -> Threshold:
        return Threshold(self.number, self.percent, self.near, self.grave)


class ClockQuerySet(models.QuerySet["Clock"]):
    def open(self) -> Self:
        return self.filter(stopped_at=None)

    def of(self, kind: str, key: str) -> Self:
        return self.filter(subject_kind=kind, subject_key=key)

    def late(self, now: datetime) -> Self:
        """Open and past the end they are held to, whether or not that was reported."""
        return self.open().filter(due_at__lte=now)

    def unlawful(self, now: datetime) -> Self:
        """Open and past the legal limit."""
        return self.open().filter(legal_due_at__lte=now)

    def near(self, now: datetime) -> Self:
        """Open, warned of, not yet late."""
        return self.open().filter(warn_at__lte=now, due_at__gt=now)

    def newly_late(self, now: datetime) -> Self:
        return self.newly("breached", now)

    def newly_near(self, now: datetime) -> Self:
        return self.newly("warned", now)

    def newly(self, happening: str, now: datetime) -> Self:
        """Open, past that end, and not reported yet."""
        return self.open().filter(**{f"{END[happening]}__lte": now, MARK[happening]: None})

    def touched_by(self, first: datetime, last: datetime) -> Self:
        """Open clocks on one of whose ends the days between two moments can have a say."""
        return self.ending_after(first).filter(started_at__lt=last)

    def ending_after(self, moment: datetime) -> Self:
        """Open, with one of the ends behind the moment, or one that no calendar reached yet."""
        ahead = Q(legal_due_at__gt=moment) | Q(promised_due_at__gt=moment) | Q(grave_at__gt=moment)
        return self.open().filter(ahead | Q(grave_at=None, due_at__isnull=False))


class Clock(models.Model):
    """A limit that runs for something: its legal and promised length, where they end, what was reported.

    Every end is the first moment that is too late. While paused only ends that had passed are kept.
    """

    subject_kind = models.CharField(max_length=80, help_text="package.noun of what the clock runs for")
    subject_key = models.CharField(max_length=64)
    purpose = models.CharField(max_length=40, blank=True, help_text="which of several limits of one subject")
    unit_id = models.BigIntegerField(null=True, help_text="of the unit whose matter it is")
    item = models.CharField(max_length=ITEM_LENGTH, blank=True, help_text="what kind of matter it is")

    basis = models.CharField(max_length=300, help_text="law and article")
    legal_number = models.PositiveIntegerField()
    legal_unit = models.CharField(max_length=16, choices=UNITS)
    promised_number = models.PositiveIntegerField(null=True, blank=True)
    promised_unit = models.CharField(max_length=16, choices=UNITS, blank=True)
    extended_number = models.PositiveIntegerField(default=0, help_text="extensions granted, legal unit")
    warn_number = models.PositiveIntegerField(default=1, help_text="units before the end")
    moves = models.BooleanField(default=False, help_text="moves to the next working day, 民法典 art. 203")
    schedule = models.SlugField(max_length=40, default="office")

    state = models.CharField(max_length=9, default=State.RUNNING, choices=[(s.value, s.value) for s in State])
    started_at = models.DateTimeField()
    last_at = models.DateTimeField(help_text="when it last started, paused, resumed, changed or stopped")
    pause_until = models.DateTimeField(null=True, blank=True, help_text="when the pause ends by itself")
    stopped_at = models.DateTimeField(null=True, blank=True, help_text="stopped or cancelled")
    outcome = models.CharField(max_length=13, blank=True, choices=[(o.value, o.value) for o in Outcome])

    legal_due_at = models.DateTimeField(null=True, blank=True)
    promised_due_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, help_text="the earlier end; what it is held to")
    warn_at = models.DateTimeField(null=True, blank=True)
    early_at = models.DateTimeField(null=True, blank=True, help_text="first warning, see rules.Threshold")
    grave_at = models.DateTimeField(null=True, blank=True, help_text="late for long, see rules.Threshold")
    is_provisional = models.BooleanField(default=False, help_text="due_at may move with a notice to come")
    warned_at = models.DateTimeField(null=True, blank=True, help_text="when the warning was reported")
    breached_at = models.DateTimeField(null=True, blank=True, help_text="when the delay was reported")
    outlawed_at = models.DateTimeField(null=True, help_text="when the end of the legal limit was reported")
    worsened_at = models.DateTimeField(null=True, help_text="when it was reported as late for long")

    objects = ClockQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_key"], name="clock_by_subject"),
            models.Index(fields=["due_at"], condition=Q(stopped_at=None), name="clock_open_by_due"),
            models.Index(
                fields=["unit_id", "due_at"], condition=Q(stopped_at=None), name="clock_open_of_unit"
            ),
            models.Index(
                fields=["due_at"], condition=Q(stopped_at=None, breached_at=None), name="clock_to_breach"
            ),
            models.Index(
                fields=["warn_at"], condition=Q(stopped_at=None, warned_at=None), name="clock_to_warn"
            ),
            models.Index(
                fields=["legal_due_at"],
                condition=Q(stopped_at=None, outlawed_at=None),
                name="clock_to_outlaw",
            ),
            models.Index(
                fields=["grave_at"], condition=Q(stopped_at=None, worsened_at=None), name="clock_to_worsen"
            ),
            models.Index(
                fields=["early_at", "warn_at", "due_at"],
                condition=Q(stopped_at=None),
                name="clock_open_by_early",
            ),
            models.Index(fields=["item", "due_at"], condition=Q(stopped_at=None), name="clock_open_of_item"),
            models.Index(
                fields=["pause_until"],
                condition=Q(state=State.PAUSED.value, pause_until__isnull=False),
                name="clock_to_resume",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_key", "purpose"],
                condition=Q(stopped_at=None),
                name="one_open_clock_per_purpose",
            ),
            models.CheckConstraint(
                condition=Q(state=State.RUNNING.value, stopped_at=None, due_at__isnull=False)
                | Q(state=State.PAUSED.value, stopped_at=None)
                | Q(state__in=[State.STOPPED.value, State.CANCELLED.value], stopped_at__isnull=False),
                name="clock_state_fits_its_moments",
            ),
            models.CheckConstraint(
                condition=Q(promised_number=None, promised_unit="")
                | (Q(promised_number__isnull=False) & ~Q(promised_unit="")),
                name="a_promise_has_number_and_unit",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(stopped_at__gte=F("started_at")),
                name="a_clock_stops_after_it_started",
            ),
        ]

    @property
    def limits(self) -> Limits:
        """What was laid down, without extensions."""
        promised = self.promised_number
        return Limits(
            basis=self.basis,
            legal=Limit(self.legal_number, Unit(self.legal_unit)),
            promised=None if promised is None else Limit(promised, Unit(self.promised_unit)),
            warn=self.warn_number,
            moves=self.moves,
            schedule=self.schedule,
        )

    @property
    def moments(self) -> Moments:
        return Moments(
            legal_due_at=self.legal_due_at,
            promised_due_at=self.promised_due_at,
            due_at=self.due_at,
            warn_at=self.warn_at,
            early_at=self.early_at,
            grave_at=self.grave_at,
            is_provisional=self.is_provisional,
        )


class ClockEvent(models.Model):
    """One line in the ledger of a clock; pauses are read off it. Appended, never changed."""

    STARTED, PAUSED, RESUMED, EXTENDED = "started", "paused", "resumed", "extended"
    CHANGED, STOPPED, CANCELLED, RECOMPUTED = "changed", "stopped", "cancelled", "recomputed"
    KINDS = [
        (STARTED, "起算"),
        (PAUSED, "暂停"),
        (RESUMED, "恢复"),
        (EXTENDED, "延长"),
        (CHANGED, "变更时限"),
        (STOPPED, "停止"),
        (CANCELLED, "撤销"),
        (RECOMPUTED, "因日历调整重算"),
    ]

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=KINDS)
    at = models.DateTimeField(help_text="when it took effect")
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    ground = models.CharField(max_length=500, blank=True, help_text="legal ground or reason")
    approver = models.CharField(max_length=80, blank=True)
    document = models.CharField(max_length=200, blank=True, help_text="number of the paper behind it")
    limit = models.CharField(max_length=120, blank=True, help_text="the limit set or added, in words")
    due_before = models.DateTimeField(null=True, blank=True)
    due_after = models.DateTimeField(null=True, blank=True)
    change = models.ForeignKey(
        CalendarChange, null=True, blank=True, on_delete=models.PROTECT, related_name="moved_clocks"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="recomputed") | Q(change__isnull=False),
                name="a_recomputation_names_its_change",
            )
        ]


class JobRun(models.Model):
    """The last run of one regular job; the row is also the claim that keeps two workers apart."""

    name = models.CharField(max_length=80, primary_key=True, help_text="as declared with ticking.every")
    last_started_at = models.DateTimeField(null=True)
    last_finished_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True, help_text="a worker is at it; void after this moment")
    claim = models.CharField(max_length=32, blank=True, help_text="random token of the worker at it")
    did = models.PositiveBigIntegerField(default=0, help_text="how many things the last run did")
    error = models.TextField(blank=True, help_text="why the last run failed; empty when it did not")
    failures = models.PositiveIntegerField(default=0, help_text="failed runs in a row")
