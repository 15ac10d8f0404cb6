"""Outside: which surveys may be answered, and what lies in their ballot boxes?

Who has answered (``Once``) and what was answered (``Slip``) have nothing in common but the survey: no
moment, no number, no order, no key. The box is emptied in batches, shuffled, into the inner zone; at the end
the key that made the marks is destroyed and they are deleted.
"""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from yiwang.subsystems.participation.surveys import rules
from yiwang.subsystems.participation.surveys.models.inner import random_id
from yiwang.subsystems.participation.surveys.questions import Questions, read


class OpenSurveyQuerySet(models.QuerySet["OpenSurvey"]):
    def published(self) -> Self:
        return self.filter(is_withdrawn=False)

    def unsealed(self, before: datetime) -> Self:
        """Those whose end lies before, while their key still exists."""
        return self.filter(closes_at__lte=before, sealed_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-opens_at", "-pk")

    def light(self) -> Self:
        return self.defer("questions", "figures", "introduction", "notice", "texts", "key")


class OpenSurvey(models.Model):
    """A survey as the public answers it, told by the inner zone."""

    reference = models.CharField(max_length=18, unique=True)
    sequence = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    unit_name = models.CharField(max_length=200)
    introduction = models.TextField(blank=True)
    questions = models.TextField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    once = models.CharField(max_length=8, choices=list(rules.ONCE.items()))
    results = models.CharField(max_length=5, choices=list(rules.RESULTS.items()))
    least_cell = models.PositiveSmallIntegerField()
    is_withdrawn = models.BooleanField(default=False)
    reason = models.CharField(max_length=rules.REASON_LENGTH, blank=True)
    notice = models.TextField(blank=True)
    texts = models.JSONField(default=list, help_text="question and words that may be shown")
    key = models.CharField(
        max_length=200,
        blank=True,
        help_text="sealed; makes the marks of who has answered, destroyed at the end",
    )
    received = models.PositiveIntegerField(default=0, help_text="answers that left the box")
    figures = models.JSONField(default=dict)
    sealed_at = models.DateTimeField(null=True, help_text="when all was counted and the key destroyed")

    objects = OpenSurveyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-opens_at", "-id"], name="open_survey_newest"),
            models.Index(fields=["closes_at"], condition=Q(sealed_at=None), name="open_survey_unsealed"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="open_survey_for_a_while"),
            models.CheckConstraint(
                condition=Q(sealed_at=None) | Q(key=""), name="open_survey_sealed_without_key"
            ),
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
        return self.sealed_at is not None

    @property
    def address(self) -> str:
        return f"/surveys/{self.reference}/"


class Once(models.Model):
    """That somebody has answered: an HMAC under the key of the survey, and nothing else."""

    digest = models.CharField(max_length=64, primary_key=True)
    survey = models.ForeignKey(OpenSurvey, on_delete=models.CASCADE, related_name="+")


class Slip(models.Model):
    """An answer in the box."""

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    survey = models.ForeignKey(OpenSurvey, on_delete=models.CASCADE, related_name="+")
    said = models.JSONField()


class Quota(models.Model):
    """How often an option with a limit was chosen; counted at once, so that it is never exceeded."""

    survey = models.ForeignKey(OpenSurvey, on_delete=models.CASCADE, related_name="quotas")
    cell = models.CharField(max_length=20, help_text="q1/a")
    most = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "cell"], name="quota_once_an_option"),
            models.CheckConstraint(condition=Q(taken__lte=F("most")), name="quota_never_exceeded"),
        ]


class Draft(models.Model):
    """A long survey half filled in, locked with the key that only the browser of its author has."""

    digest = models.CharField(max_length=64, primary_key=True)
    survey = models.ForeignKey(OpenSurvey, on_delete=models.CASCADE, related_name="+")
    sealed = models.TextField()
    kept_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["kept_on"], name="survey_draft_by_day")]
