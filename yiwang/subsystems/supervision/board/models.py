"""What was counted a minute ago, what of each day, how does the running month look, which papers went out?"""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.exchange.parties import mail_unit
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.indicators.models import Score
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.supervision.board import rules
from yiwang.subsystems.supervision.watching import sight


class Count(models.Model):
    """When was it last counted, and up to which day for good? One row."""

    ONLY = 1

    counted_at = models.DateTimeField(help_text="the moment that all tallies show")
    final_until = models.DateField(null=True, help_text="days before it are not counted again")


class Tally(models.Model):
    """How many cases in hand a unit has of one item, by light."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    item = models.CharField(max_length=120)
    green = models.PositiveIntegerField(default=0)
    blue = models.PositiveIntegerField(default=0)
    yellow = models.PositiveIntegerField(default=0)
    red = models.PositiveIntegerField(default=0)
    still = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "item"], name="tally_once")]
        # Summed from the index alone, in its order: a city has a hundred thousand of these.
        indexes = [
            models.Index(fields=["item", *rules.LIGHTS], name="tally_of_item"),
            models.Index(fields=["unit", *rules.LIGHTS], name="tally_of_unit"),
        ]


class Day(models.Model):
    """What a unit took in and ended on one day, and what was found there."""

    day = models.DateField()
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    intake = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0, help_text="of those ended: after the limit")
    yellow = models.PositiveIntegerField(default=0, help_text="findings")
    red = models.PositiveIntegerField(default=0, help_text="findings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "unit"], name="tally_day_once")]


class Mark(models.Model):
    """Where a day begins in the history of all cases: events of the day have greater ids."""

    day = models.DateField(primary_key=True)
    after = models.BigIntegerField()


class Preview(models.Model):
    """How a unit stands in the month that lasts, as counted last; replaced by every count."""

    month = models.DateField()
    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="+")
    total = models.DecimalField(null=True, max_digits=12, decimal_places=2)
    rank = models.PositiveIntegerField(null=True)
    grade = models.CharField(max_length=20)
    veto = models.CharField(max_length=120, blank=True)
    lines = models.JSONField(help_text="as the values of a score; numbers as text")
    counted_at = models.DateTimeField()


class PaperSeries(models.Model):
    """The last number of a form in a unit and year."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "form", "year"], name="board_series_once")]


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, post: Any) -> Self:
        """Those of the post's own unit; issued ones also where a unit that it sees is addressed."""
        seen = sight.of(post)
        if seen.paths is None:
            return self.all()
        addressed = Q(state=rules.ISSUED) & (
            Q(addressee__in=seen.units().values("pk")) | Q(form=rules.BULLETIN)
        )
        return self.filter(Q(unit=mail_unit(post)) | addressed)


class Paper(models.Model):
    """A bulletin on a month or quarter, or advice to a unit that failed; fixed once it is issued."""

    form = models.CharField(max_length=8, choices=list(rules.FORMS.items()))
    span = models.CharField(max_length=7, help_text="2026-05 or 2026-Q2")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="which issues it")
    unit_name = models.CharField(max_length=200)
    addressee = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    score = models.ForeignKey(Score, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    text = models.TextField()
    tables = models.JSONField(help_text="[[caption, columns, rows]] as they stood in the snapshot")
    state = models.CharField(max_length=6, choices=list(rules.STATES.items()), default=rules.DRAFT)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    number = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.CharField(max_length=80, blank=True)
    pdf = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    docx = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    envelope = models.CharField(max_length=200, blank=True, help_text="page of the envelope it was sent with")

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "form", "year", "serial"],
                condition=Q(serial__isnull=False),
                name="board_paper_number_once",
            ),
            models.UniqueConstraint(
                fields=["score"], condition=Q(form=rules.ADVICE), name="board_advice_once_a_score"
            ),
            models.CheckConstraint(
                condition=Q(state=rules.DRAFT, issued_at=None, number="")
                | (Q(state=rules.ISSUED, issued_at__isnull=False) & ~Q(number="")),
                name="board_paper_issued_with_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）" if self.number else self.title

    @property
    def form_label(self) -> str:
        return rules.FORMS[self.form]

    @property
    def state_label(self) -> str:
        return rules.STATES[self.state]

    @property
    def is_draft(self) -> bool:
        return self.state == rules.DRAFT
