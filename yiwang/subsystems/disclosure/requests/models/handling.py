"""What was drafted, asked of others and charged for a request?"""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.cases.models import desks_of
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.disclosure.requests import results, rules
from yiwang.subsystems.disclosure.requests.models.requests import Request


class Reply(models.Model):
    """One draft of the answer: kept, handed to a second person, sent back or sent."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="replies")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=list(rules.REPLY_STATES.items()), default=rules.DRAFT)
    result = models.CharField("答复类型", max_length=12, choices=list(results.REPLIES.items()))
    ground = models.CharField("依据", max_length=200)
    text = models.TextField("答复内容")
    pointer = models.CharField("获取途径", max_length=300, blank=True)
    interest = models.CharField("公共利益理由", max_length=300, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+")
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=80)
    drafter_id = models.BigIntegerField(null=True)
    submitted_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.CharField(max_length=80, blank=True)
    verdict = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["submitted_at"], condition=Q(state="submitted"), name="disclosure_reply_due")
        ]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="disclosure_reply_once"),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(state__in=["draft", "submitted"]),
                name="disclosure_one_reply_in_hand",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}稿"

    @property
    def tone(self) -> str:
        return rules.REPLY_TONES[self.state]


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, post: Any) -> Self:
        """Questions to the post's own unit: it reads what is asked, not who applied."""
        return self.none() if post is None else self.filter(unit__in=desks_of(post))

    def waiting(self) -> Self:
        return self.filter(opinion=rules.WAITING)


class Consultation(models.Model):
    """A question to a third party or to another organ; the time for the answer stands still meanwhile."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="consultations")
    kind = models.CharField("对象", max_length=12, choices=list(rules.ASKED_KINDS.items()))
    unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", help_text="an organ that works here"
    )
    sealed_name = models.TextField(help_text="who is asked, under organizations.sealing")
    question = models.TextField("征求意见的内容")
    sent_at = models.DateTimeField()
    sent_on = models.DateField()
    sent_by = models.CharField(max_length=80)
    reached_on = models.DateField(null=True, help_text="received by whom it asks: its time runs from here")
    due_on = models.DateField(null=True, help_text="the last day of its fifteen")
    opinion = models.CharField(max_length=8, choices=list(rules.OPINIONS.items()), default=rules.WAITING)
    reason = models.TextField("理由", blank=True)
    ended_on = models.DateField(null=True, help_text="the opinion arrived, or its time ran out")
    ended_by = models.CharField(max_length=80, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(opinion="waiting"), name="disclosure_asked_waiting")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(opinion="waiting", ended_on=None)
                | (~Q(opinion="waiting") & Q(ended_on__isnull=False)),
                name="disclosure_asked_ends_with_day",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(reached_on__isnull=False),
                name="disclosure_asked_due_from_receipt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}意见（第{self.pk}号）"

    @property
    def tone(self) -> str:
        return rules.OPINION_TONES[self.opinion]

    @property
    def is_waiting(self) -> bool:
        return self.opinion == rules.WAITING

    @property
    def outcome(self) -> str:
        """Another organ's silence is agreement, a third party's is none (art. 32, 34)."""
        if self.opinion == rules.SILENT and self.kind == rules.ORGAN:
            return "逾期未答复，视为同意公开"
        return self.get_opinion_display()


class Charge(models.Model):
    """A fee asked for (art. 42); the time for the answer stands still until it is paid."""

    request = models.OneToOneField(Request, on_delete=models.CASCADE, related_name="charge")
    way = models.CharField("计收方式", max_length=4, choices=list(rules.FEE_WAYS.items()))
    number = models.PositiveIntegerField(help_text="which request of the month, or how many pages")
    amount = models.PositiveIntegerField("金额（元）")
    sent_at = models.DateTimeField()
    sent_on = models.DateField()
    due_on = models.DateField(null=True, help_text="None: in a year without calendar")
    paid_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="disclosure_charge_is_something"),
            models.CheckConstraint(
                condition=Q(paid_on=None) | Q(paid_on__gte=models.F("sent_on")),
                name="disclosure_paid_after_notice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount}元"
