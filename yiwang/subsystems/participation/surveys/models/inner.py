"""Inside: which surveys does a unit hold, and what came out of the ballot boxes?"""

import secrets
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from yiwang.kernel.exchange.models import Crossing
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.subsystems.participation.surveys import rules
from yiwang.subsystems.participation.surveys.questions import Questions, read


def random_id() -> int:
    """An id that says nothing of when or after whom: 62 random bits."""
    return secrets.randbits(62) | 1


class SurveyQuerySet(UnitScoped["Survey"]):
    def open(self, now: datetime) -> Self:
        return self.filter(state=rules.PUBLISHED, opens_at__lte=now, closes_at__gt=now)

    def over(self, now: datetime) -> Self:
        return self.filter(state=rules.PUBLISHED, closes_at__lte=now)

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def light(self) -> Self:
        """For lists, without the long texts."""
        return self.select_related("unit").defer("questions", "figures", "introduction", "notice")


class Survey(Crossing):
    """网上调查: its questions while it is written, what was counted once it is answered."""

    reference = models.CharField(max_length=18, unique=True, help_text="stands in its public address")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("标题", max_length=rules.TITLE_LENGTH)
    introduction = models.TextField("说明", blank=True)
    questions = models.TextField(default="[]", help_text="JSON, see questions.Question")
    opens_at = models.DateTimeField("开始时间")
    closes_at = models.DateTimeField("结束时间")
    once = models.CharField("每人一次", max_length=8, choices=list(rules.ONCE.items()), default=rules.BROWSER)
    results = models.CharField("结果", max_length=5, choices=list(rules.RESULTS.items()), default=rules.AFTER)
    least_cell = models.PositiveSmallIntegerField(
        "最小统计人数", default=rules.USUAL_CELL, help_text="smaller numbers are shown to nobody"
    )
    state = models.CharField(max_length=9, choices=list(rules.STATES.items()), default=rules.DRAFT)
    reason = models.CharField(max_length=rules.REASON_LENGTH, blank=True, help_text="why it was stopped")
    notice = models.TextField("结果说明", blank=True)
    noticed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=80, blank=True)
    received = models.PositiveIntegerField(default=0, help_text="answers that came in")
    expected = models.PositiveIntegerField(null=True, help_text="how many the outer zone says it sent")
    figures = models.JSONField(default=dict, help_text="cell and number, see counting.counts")
    counted_at = models.DateTimeField(null=True, help_text="when the last answer was counted")

    objects = SurveyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["closes_at"], condition=Q(state="published"), name="survey_by_end"),
            models.Index(fields=["unit", "-id"], name="survey_of_unit"),
            models.Index(
                fields=["id"], condition=Q(sequence__gt=F("sent_sequence")), name="survey_owed_outside"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="survey_open_for_a_while"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None)
                | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="survey_published_with_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(reason=""), name="survey_stopped_says_why"
            ),
            models.CheckConstraint(condition=Q(least_cell__gte=rules.LEAST_CELL), name="survey_cells_large"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def asked(self) -> Questions:
        return read(self.questions)

    def phase(self, now: datetime) -> str:
        return rules.phase(self.opens_at, self.closes_at, now)

    @property
    def is_counted(self) -> bool:
        return self.counted_at is not None


class Answer(models.Model):
    """What one person chose. Nothing here says who, when or in which order; words are kept apart."""

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="answers")
    said = models.JSONField()

    class Meta:
        ordering = ["id"]


class RemarkQuerySet(models.QuerySet["Remark"]):
    def waiting(self) -> Self:
        return self.filter(state=Remark.State.WAITING)

    def shown(self) -> Self:
        return self.filter(state=Remark.State.SHOWN)

    def visible_to(self, post: Any) -> Self:
        return self.filter(survey__in=Survey.objects.visible_to(post))


class Remark(models.Model):
    """Words that somebody wrote, masked and parted from what else they answered."""

    class State(models.TextChoices):
        WAITING = "waiting", "待审看"
        SHOWN = "shown", "公开"
        KEPT_BACK = "kept", "不公开"

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="remarks")
    question = models.CharField(max_length=20, help_text="code, or code and open option: q3.b")
    text = models.TextField(help_text="with numbers of people, phones and cards masked")
    is_suspicious = models.BooleanField(default=False, help_text="may still tell of somebody")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["survey", "state", "id"], name="remark_of_survey")]
