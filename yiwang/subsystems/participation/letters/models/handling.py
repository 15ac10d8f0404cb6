"""How was a letter answered, who called the writer back, and what followed a bad rating?"""

from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.cases import rules as cases
from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters.models.letters import Letter


class Reply(models.Model):
    """One draft after another; the last one is what counts. Reviewed by another than its author."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="replies")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=list(rules.REPLY_STATES.items()), default=rules.DRAFT)
    outcome = models.CharField(max_length=20)
    text = models.TextField("答复")
    ground = models.CharField("办理依据", max_length=300, blank=True)
    faults = models.JSONField(default=list, help_text="sentences of the check when it was submitted")
    excuse = models.CharField(max_length=300, blank=True, help_text="why it is right all the same")
    files = models.ManyToManyField(StoredFile, related_name="+")
    drafted_by = models.CharField(max_length=80)
    drafter_id = models.BigIntegerField(null=True)
    drafted_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    reviewed_by = models.CharField(max_length=80, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="letter_reply_number_once"),
            models.UniqueConstraint(
                fields=["letter"],
                condition=Q(state__in=["draft", "submitted"]),
                name="letter_reply_in_hand",
            ),
            models.UniqueConstraint(fields=["letter"], condition=Q(state="sent"), name="letter_reply_sent"),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "sent"]) | Q(reviewed_at__isnull=False),
                name="letter_reply_judged_by_somebody",
            ),
        ]

    @property
    def tone(self) -> str:
        return rules.REPLY_TONES[self.state]

    @property
    def outcome_label(self) -> str:
        return {**rules.OUTCOMES, **rules.PETITION_OUTCOMES}.get(self.outcome, self.outcome)


class CallBackQuerySet(models.QuerySet["CallBack"]):
    def due(self) -> Self:
        return self.filter(state=rules.CALLING)


class CallBack(models.Model):
    """The writer is asked how it was (回访). It counts beside, never instead of, their own rating."""

    letter = models.OneToOneField(Letter, on_delete=models.CASCADE, related_name="call_back")
    state = models.CharField(max_length=12, choices=list(rules.CALL_STATES.items()), default=rules.CALLING)
    owed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    level = models.CharField(max_length=20, blank=True, choices=list(cases.LEVELS.items()))
    solved = models.CharField(max_length=10, blank=True, choices=list(rules.OUTCOMES.items()))

    objects = CallBackQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owed_at"], condition=Q(state="calling"), name="letter_call_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="calling", ended_at=None)
                | (~Q(state="calling") & Q(ended_at__isnull=False)),
                name="letter_call_back_ends_with_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="reached") & ~Q(level="") | ~Q(state="reached") & Q(level=""),
                name="letter_call_back_reached_has_level",
            ),
        ]


class Attempt(models.Model):
    call_back = models.ForeignKey(CallBack, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    person = models.CharField(max_length=80)
    is_reached = models.BooleanField()
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]


class FollowUp(models.Model):
    """After a bad rating somebody finds out why, and says what was done (差评回访整改)."""

    letter = models.OneToOneField(Letter, on_delete=models.CASCADE, related_name="follow_up")
    opened_at = models.DateTimeField()
    result = models.CharField(max_length=12, blank=True, choices=list(rules.FOLLOW_UP_RESULTS.items()))
    text = models.CharField(max_length=500, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["opened_at"], condition=Q(settled_at=None), name="letter_bad_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="", settled_at=None) | (~Q(result="") & Q(settled_at__isnull=False)),
                name="letter_follow_up_settled_with_result",
            )
        ]
