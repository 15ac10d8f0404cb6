"""Which drafts are commented, inside and outside, and which opinions came?"""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.exchange.models import Crossing
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake.models import Matter
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.subsystems.participation.consultations import rules


class HeldConsultationQuerySet(UnitScoped["Consultation"]):
    def open(self, today: date) -> Self:
        return self.filter(state=rules.PUBLISHED, opens_on__lte=today, closes_on__gte=today)

    def over(self, today: date) -> Self:
        """The window is closed, and what became of the opinions is not told yet."""
        return self.filter(state=rules.PUBLISHED, closes_on__lt=today)

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def light(self) -> Self:
        return self.select_related("unit", "clock").defer("draft", "purpose", "background", "summary")


class Consultation(Crossing):
    """民意征集: a draft, why and by whom, its window, and what is said of the result."""

    reference = models.CharField(max_length=18, unique=True, help_text="stands in its public address")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("标题", max_length=rules.TITLE_LENGTH)
    subject = models.CharField("事项类别", max_length=8, choices=list(rules.SUBJECTS.items()))
    purpose = models.TextField("征求意见的事由")
    background = models.TextField("起草说明", blank=True)
    contact = models.CharField("其他提出意见的方式", max_length=300, blank=True)
    draft = models.TextField("征求意见稿", help_text="as it was entered; its clauses are parsed from it")
    files = models.ManyToManyField(StoredFile, related_name="+")
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期", help_text="the last day in time")
    short_reason = models.CharField(max_length=300, blank=True, help_text="why it is shorter than 30 days")
    state = models.CharField(max_length=9, choices=list(rules.STATES.items()), default=rules.DRAFT)
    reason = models.CharField(max_length=300, blank=True, help_text="why it was stopped")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=80, blank=True)
    clock = models.OneToOneField(
        Clock, null=True, on_delete=models.PROTECT, related_name="+", help_text="runs until the feedback"
    )
    summary = models.TextField("意见采纳情况", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    final_title = models.CharField("正式文件", max_length=200, blank=True)
    final_address = models.CharField(max_length=300, blank=True)

    objects = HeldConsultationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["closes_on"], condition=Q(state="published"), name="consultation_by_end"),
            models.Index(fields=["unit", "-id"], name="consultation_of_unit"),
            models.Index(
                fields=["id"], condition=Q(sequence__gt=F("sent_sequence")), name="consultation_owed_outside"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gt=F("opens_on")), name="consultation_for_a_while"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None)
                | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="consultation_published_with_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (Q(answered_at__isnull=False) & ~Q(summary="")),
                name="consultation_answered_says_what",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(reason=""), name="consultation_stopped_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def phase(self, today: date) -> str:
        return rules.phase(self.opens_on, self.closes_on, today)


class Clause(models.Model):
    """A clause of a draft, made when the draft is published."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="clauses")
    number = models.PositiveSmallIntegerField(help_text="counts from 1")
    label = models.CharField(max_length=60)
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="clause_once_a_number")
        ]

    def __str__(self) -> str:
        return self.label


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def visible_to(self, post: Any) -> Self:
        return self.filter(consultation__in=Consultation.objects.visible_to(post))

    def valid(self) -> Self:
        """Not taken back by its author."""
        return self.filter(withdrawn_at=None)

    def unhandled(self) -> Self:
        return self.valid().filter(verdict="")


class Opinion(models.Model):
    """What somebody says to one clause or to the whole; who they are stays with the submission, sealed."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="opinions")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    clause = models.ForeignKey(
        Clause,
        null=True,
        on_delete=models.PROTECT,
        related_name="opinions",
        help_text="None: the whole draft",
    )
    text = models.TextField()
    public_text = models.TextField(blank=True, help_text="as an official worded it; empty: the text, masked")
    received_at = models.DateTimeField()
    sort = models.CharField("分类", max_length=8, blank=True, choices=list(rules.SORTS.items()))
    verdict = models.CharField("采纳情况", max_length=8, blank=True, choices=list(rules.VERDICTS.items()))
    reason = models.TextField("理由", blank=True)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.CharField(max_length=80, blank=True)
    showing = models.CharField(max_length=7, choices=list(rules.SHOWINGS.items()), default=rules.WAITING)
    withdrawn_at = models.DateTimeField(null=True)
    is_author_told = models.BooleanField(default=False)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["consultation", "clause", "id"], name="opinion_by_clause"),
            models.Index(
                fields=["consultation", "id"],
                condition=Q(verdict="", withdrawn_at=None),
                name="opinion_unhandled",
            ),
            models.Index(fields=["id"], condition=Q(is_author_told=False), name="opinion_author_untold"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", handled_at=None) | (~Q(verdict="") & Q(handled_at__isnull=False)),
                name="opinion_handled_with_moment",
            ),
            models.CheckConstraint(
                condition=~Q(verdict__in=["partly", "refused", "noted"]) | ~Q(reason=""),
                name="opinion_not_adopted_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"对{self.clause.label if self.clause else '全文'}的意见"


class OpenConsultationQuerySet(models.QuerySet["OpenConsultation"]):
    def published(self) -> Self:
        return self.exclude(state=rules.WITHDRAWN)

    def newest_first(self) -> Self:
        return self.order_by("-opens_on", "-pk")

    def light(self) -> Self:
        return self.defer("purpose", "background", "clauses", "feedback")


class OpenConsultation(models.Model):
    """A draft as the public reads it, told by the inner zone (outer side)."""

    reference = models.CharField(max_length=18, unique=True)
    sequence = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=list(rules.STATES.items()))
    title = models.CharField(max_length=300)
    subject = models.CharField(max_length=8, choices=list(rules.SUBJECTS.items()))
    unit_name = models.CharField(max_length=300)
    purpose = models.TextField()
    background = models.TextField(blank=True)
    contact = models.CharField(max_length=300, blank=True)
    opens_on = models.DateField()
    closes_on = models.DateField()
    short_reason = models.CharField(max_length=300, blank=True)
    clauses = models.JSONField(help_text="number, label, heading, text")
    files = models.ManyToManyField(StoredFile, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    feedback = models.JSONField(null=True, help_text="see messages.Feedback")
    final_title = models.CharField(max_length=300, blank=True)
    final_address = models.CharField(max_length=300, blank=True)

    objects = OpenConsultationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-opens_on", "-id"], name="open_consultation_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        return f"/consultations/{self.reference}/"

    def phase(self, today: date) -> str:
        return rules.phase(self.opens_on, self.closes_on, today)
