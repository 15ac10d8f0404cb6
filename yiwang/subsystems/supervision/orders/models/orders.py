"""Which orders were given, to whom, and what did each unit answer?"""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from yiwang.kernel.cases.models import Case, desks_of
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.organizations import oversight
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import in_subtree
from yiwang.subsystems.supervision.orders import rules
from yiwang.subsystems.supervision.orders.models.complaints import Complaint


def of_post(lookup: str, post: Any) -> Q:
    """Rows whose unit is the post's, lies below it, or is watched over by it; ``lookup`` leads to it."""
    own = in_subtree(f"{lookup}__path", post.unit.path) | Q(**{f"{lookup}__in": desks_of(post)})
    watched = oversight.overseen(post)
    return own | oversight.within(f"{lookup}__path", watched) if watched else own


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, post: Any) -> Self:
        """Those that the post's units gave or were given, and those of units that its own watches over."""
        if post is None:
            return self.none()
        if post.unit.parent_id is None:
            return self.all()
        given = Duty.objects.filter(of_post("unit", post), order=OuterRef("pk"))
        return self.filter(of_post("case__unit", post) | Exists(given))

    def issued_by(self, post: Any) -> Self:
        return self.filter(case__unit__in=desks_of(post))

    def addressed_to(self, post: Any) -> Self:
        return self.filter(Exists(Duty.objects.filter(order=OuterRef("pk"), unit__in=desks_of(post))))

    def open(self) -> Self:
        return self.filter(Exists(Case.objects.open().filter(pk=OuterRef("case_id"))))

    def late(self, now: datetime) -> Self:
        """A unit has not answered though its time is over."""
        return self.filter(Exists(Duty.objects.late(now).filter(order=OuterRef("pk"))))

    def mentioning(self, text: str) -> Self:
        return self.filter(Q(case__number__icontains=text) | Q(case__title__icontains=text))

    def in_full(self) -> Self:
        return self.select_related("case__unit", "case__handler")

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class Order(models.Model):
    """督办: what a supervisor or a leader wants done, about which matter; its case carries number and end."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="supervision_order")
    source = models.CharField("来源", max_length=12, choices=list(rules.SOURCES.items()))
    matter_kind = models.CharField(max_length=80, blank=True, help_text="of what it is about; empty: free")
    matter_key = models.CharField(max_length=64, blank=True)
    matter_title = models.CharField("事项", max_length=300, blank=True)
    matter_address = models.CharField(max_length=200, blank=True, help_text="its page in the workbench")
    instruction = models.TextField("批示或依据", blank=True)
    requirement = models.TextField("办理要求")
    findings = models.ManyToManyField(Finding, related_name="+")
    complaint = models.ForeignKey(
        Complaint,
        null=True,
        on_delete=models.PROTECT,
        related_name="orders",
        help_text="it was issued because of; the units ordered never see it",
    )
    token = models.CharField(max_length=40, unique=True, help_text="one form issues one order")
    issued_by = models.CharField(max_length=80)
    issued_post = models.CharField(max_length=200, blank=True)

    objects = OrderQuerySet.as_manager()

    def __str__(self) -> str:
        return self.case.number


class DutyQuerySet(models.QuerySet["Duty"]):
    def open(self) -> Self:
        return self.filter(state=rules.OPEN)

    def unsettled(self) -> Self:
        return self.filter(state__in=[rules.OPEN, rules.REPORTED])

    def late(self, now: datetime) -> Self:
        return self.open().filter(clock__due_at__lte=now)


class Duty(models.Model):
    """What one unit has to do for an order: one leads, others join, each answers for itself."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="duties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    is_lead = models.BooleanField()
    state = models.CharField(max_length=9, choices=list(rules.DUTY_STATES.items()), default=rules.OPEN)
    clock = models.OneToOneField(Clock, null=True, on_delete=models.PROTECT, related_name="+")
    progress = models.PositiveSmallIntegerField(default=0, help_text="per cent")
    signed_at = models.DateTimeField(null=True, help_text="when the unit signed for it")
    signed_by = models.CharField(max_length=80, blank=True)
    reported_at = models.DateTimeField(null=True, help_text="when it last said that all is done")
    ended_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True, help_text="who accepted or returned it last")

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["-is_lead", "id"]
        indexes = [
            models.Index(fields=["unit"], condition=Q(ended_at=None), name="duty_open_of_unit"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["order", "unit"], name="duty_once_a_unit"),
            models.UniqueConstraint(fields=["order"], condition=Q(is_lead=True), name="duty_one_leads"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="duty_progress_in_per_cent"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "reported"], ended_at=None)
                | Q(state__in=["accepted", "cancelled"], ended_at__isnull=False),
                name="duty_ends_with_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} · {self.unit.called}"

    @property
    def tone(self) -> str:
        return rules.DUTY_TONES[self.state]

    @property
    def part(self) -> str:
        return "牵头" if self.is_lead else "协办"


class Feedback(models.Model):
    """One stage of what a unit reports; the last one asks to be done and is judged."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="feedback")
    at = models.DateTimeField()
    person = models.CharField(max_length=80)
    post = models.CharField(max_length=200, blank=True)
    progress = models.PositiveSmallIntegerField()
    text = models.TextField()
    is_final = models.BooleanField(default=False, help_text="asks to be done (申请销号)")
    files = models.ManyToManyField(StoredFile, related_name="+")
    verdict = models.CharField(max_length=8, blank=True, choices=list(rules.VERDICTS.items()))
    verdict_text = models.CharField(max_length=rules.REASON_LENGTH, blank=True)
    verdict_by = models.CharField(max_length=80, blank=True)
    verdict_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", verdict_at=None) | (~Q(verdict="") & Q(verdict_at__isnull=False)),
                name="feedback_judged_with_moment",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="returned") | ~Q(verdict_text=""), name="feedback_returned_says_why"
            ),
        ]


class Delay(models.Model):
    """More time, asked for by the unit, granted or refused by whoever gave the order."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="delays")
    days = models.PositiveSmallIntegerField(help_text="in the unit of the limit")
    ground = models.CharField(max_length=rules.REASON_LENGTH)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=list(rules.DELAY_STATES.items()), default=rules.ASKED)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)
    reply = models.CharField(max_length=rules.REASON_LENGTH, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["duty"], condition=Q(state="asked"), name="delay_asked_once"),
            models.CheckConstraint(
                condition=Q(state="asked", settled_at=None)
                | (~Q(state="asked") & Q(settled_at__isnull=False)),
                name="delay_settled_with_moment",
            ),
        ]


class Visit(models.Model):
    """实地督查: what whoever gave the order saw on the spot."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="visits")
    at = models.DateTimeField()
    person = models.CharField(max_length=80)
    text = models.TextField()
    files = models.ManyToManyField(StoredFile, related_name="+")

    class Meta:
        ordering = ["id"]
