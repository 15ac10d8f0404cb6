"""What did the public hand in and may see (outer), and what does the inner side hold of it?"""

import secrets
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake import rules
from yiwang.kernel.nodes.models import Node
from yiwang.kernel.prepared import ASKED_DAY, ASKED_TEXT, Prepared


def new_reference() -> str:
    return secrets.token_hex(16)


class SeriesQuerySet(models.QuerySet["Series"]):
    def locked(self, prefix: str, day: date, *, is_inner: bool) -> "Series":
        """The row, made on first use, ours until the commit."""
        while True:
            held = _SERIES[is_inner].first(prefix, day)
            if held:
                return held
            self.bulk_create([self.model(prefix=prefix, day=day, is_inner=is_inner)], ignore_conflicts=True)


class Series(models.Model):
    """The last serial number that a prefix gave out on a day. Whoever numbers locks the row: no gaps."""

    prefix = models.CharField(max_length=4)
    day = models.DateField()
    is_inner = models.BooleanField(default=False, help_text="of what is entered inside: numbers of its own")
    last = models.PositiveIntegerField(default=0)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix", "day", "is_inner"], name="series_once_a_day")
        ]


def _series(*, is_inner: bool) -> Prepared[Series]:
    locked = Series.objects.select_for_update().filter(is_inner=is_inner)
    return Prepared(lambda prefix, day: locked.filter(prefix=prefix, day=day), ASKED_TEXT, ASKED_DAY)


_SERIES = {is_inner: _series(is_inner=is_inner) for is_inner in (False, True)}


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def to_wipe(self, before: datetime) -> Self:
        """Ended before a moment, with what the applicant wrote still here."""
        return self.filter(ended_at__lt=before, wiped_at=None)


class Submission(models.Model):
    """Outer side: what somebody handed in, and how far it has come as far as its applicant is told."""

    reference = models.CharField(max_length=32, unique=True, default=new_reference)
    kind = models.CharField(max_length=81, help_text="declared in intake.kinds")
    number = models.CharField("编号", max_length=24, unique=True)
    code_digest = models.CharField(max_length=64, help_text="HMAC-SM3 of number and tracking code")
    token_digest = models.CharField(max_length=64, unique=True, help_text="one form is submitted once")
    data = models.JSONField(default=dict, help_text="as the kind's body describes it")
    contact = models.TextField(blank=True, help_text="sealed: see intake.contacts")
    submitted_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=list(rules.STATES.items()), default=rules.RECEIVED)
    ended_at = models.DateTimeField(null=True, help_text="answered, closed or withdrawn")
    withdrawn_at = models.DateTimeField(null=True)
    stars = models.PositiveSmallIntegerField(null=True, help_text="1 to 5")
    comment = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True)
    wiped_at = models.DateTimeField(null=True, help_text="contact and free text are gone")
    papers = models.JSONField(default=list, help_text="names of what was handed in at a counter")
    envelope = models.CharField(max_length=32, blank=True, help_text="uid of the entry that brought it")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["ended_at"],
                condition=Q(wiped_at=None, ended_at__isnull=False),
                name="submission_to_wipe",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["received", "handling", "supplement"], ended_at=None)
                | Q(state__in=["answered", "closed", "withdrawn"], ended_at__isnull=False),
                name="submission_ends_with_moment",
            ),
            models.CheckConstraint(
                condition=Q(stars=None, rated_at=None) | Q(stars__range=(1, 5), rated_at__isnull=False),
                name="submission_rated_once_with_stars",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state not in rules.ENDED

    @property
    def tone(self) -> str:
        return rules.TONES[self.state]


class Step(models.Model):
    """Outer side: something that the inner side tells the applicant."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField(help_text="as the inner side counts")
    kind = models.CharField(max_length=6, choices=list(rules.STEPS.items()))
    label = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    unit = models.CharField(max_length=120, blank=True, help_text="who says so, as it was called then")
    due_on = models.DateField(null=True, help_text="until when something is asked for")
    asks = models.JSONField(default=list, help_text="the pieces asked for: see messages.Asked")
    facts = models.JSONField(default=dict, help_text="what the kind's own panels show")
    settles = models.BooleanField(default=False, help_text="what was asked before has come another way")
    at = models.DateTimeField()
    envelope = models.CharField(max_length=32, help_text="uid of the envelope that brought it")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="step_once")]


class Supplement(models.Model):
    """Outer side: what the applicant handed in because a step asked for it."""

    step = models.OneToOneField(Step, on_delete=models.CASCADE, related_name="supplement")
    text = models.TextField(blank=True)
    handed_in_at = models.DateTimeField()


class HeldFile(models.Model):
    """Outer side: a file of a submission, of a supplement to it, or of a step that answers it."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="held_files")
    step = models.ForeignKey(Step, null=True, on_delete=models.CASCADE, related_name="held_files")
    is_from_applicant = models.BooleanField()
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=60, blank=True, help_text="of the thing asked for that it answers")

    class Meta:
        ordering = ["pk"]


class HandoverQuerySet(models.QuerySet["Handover"]):
    def waiting(self) -> Self:
        """Not handed to the exchange yet, in the order in which it arose."""
        return self.filter(envelope="", trouble="").order_by("pk")

    def stuck(self) -> Self:
        """What the inner side or a rule refused: somebody must look at it."""
        return self.exclude(trouble="").order_by("pk")

    def unproved(self) -> Self:
        """Without the inner side's word that it took it."""
        return self.filter(delivered_at=None).order_by("pk")


class Handover(models.Model):
    """Outer side: something owed to the inner zone; done only when that zone has said that it took it."""

    submission = models.ForeignKey(
        Submission,
        null=True,
        on_delete=models.CASCADE,
        related_name="handovers",
        help_text="None: a question to the inner zone about no submission",
    )
    kind = models.CharField(max_length=40, help_text="of the envelope: see intake.messages")
    body = models.JSONField(default=dict, help_text="without the contact, which is sealed when it is sent")
    files = models.ManyToManyField(HeldFile, related_name="+")
    created_at = models.DateTimeField()
    envelope = models.CharField(max_length=32, blank=True, help_text="uid; empty: not handed over yet")
    delivered_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True, help_text="why it was not taken")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(envelope="", trouble=""), name="handover_waiting"),
            models.Index(fields=["id"], condition=~Q(trouble=""), name="handover_stuck"),
            models.Index(fields=["id"], condition=Q(delivered_at=None), name="handover_unproved"),
            models.Index(fields=["envelope"], condition=~Q(envelope=""), name="handover_of_envelope"),
            models.Index(fields=["created_at"], condition=Q(submission=None), name="handover_question"),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.kind}"

    @property
    def number(self) -> str:
        return self.submission.number if self.submission else ""


class SealingKey(models.Model):
    """An SM2 key of the inner zone to which contacts are sealed; outside only its public half is known."""

    public = models.CharField(max_length=130, unique=True)
    sealed = models.TextField(blank=True, help_text="the private half under organizations.sealing")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-id"]


class Matter(models.Model):
    """Inner side: a submission that arrived. What is done about it stands in the subsystem's own table."""

    class State(models.TextChoices):
        OPEN = "open", "办理中"
        ENDED = "ended", "已办结"
        WITHDRAWN = "withdrawn", "申请人已撤回"

    reference = models.CharField(max_length=32, unique=True)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", help_text="where it came from")
    kind = models.CharField(max_length=81, blank=True, help_text="empty: only its withdrawal has come")
    number = models.CharField("编号", max_length=24, blank=True)
    contact = models.TextField(blank=True, help_text="sealed to one of our SealingKeys")
    submitted_at = models.DateTimeField(null=True, help_text="by the clock of the outer side")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    steps = models.PositiveIntegerField(default=0, help_text="how many were reported")
    is_entered = models.BooleanField(default=False, help_text="entered here on behalf of somebody")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["node", "number"], condition=~Q(number=""), name="matter_number_once_a_node"
            )
        ]

    def __str__(self) -> str:
        return self.number or self.reference

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
