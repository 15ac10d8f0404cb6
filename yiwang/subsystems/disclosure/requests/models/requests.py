"""Which requests were made, where does each stand, and who may see it?"""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case as When
from django.db.models import F, Q
from django.db.models import When as If

from yiwang.kernel.cases import rules as cases
from yiwang.kernel.cases.models import Case, desks_of
from yiwang.kernel.intake.models import Matter
from yiwang.kernel.organizations import oversight
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import in_subtree
from yiwang.subsystems.disclosure.requests import results, rules


class RequestQuerySet(models.QuerySet["Request"]):
    def visible_to(self, post: Any) -> Self:
        """Those its units handle or watch over; whoever is only asked for an opinion sees none. By ids, so
        that lists stay on an index.
        """
        if post is None:
            return self.none()
        if post.unit.parent_id is None:
            return self
        below = Unit.objects.filter(in_subtree("path", post.unit.path)).values_list("pk", flat=True)
        units = {*below, *desks_of(post)}
        if watched := oversight.overseen(post):
            over = Unit.objects.filter(oversight.within("path", watched))
            units |= set(over.values_list("pk", flat=True))
        return self.filter(unit__in=units)

    def open(self) -> Self:
        return self.filter(case__closed_at=None)

    def settled(self) -> Self:
        return self.exclude(result="")

    def in_full(self) -> Self:
        """What a list shows, in one query."""
        return self.select_related(
            "unit", "matter", "case__unit", "case__party", "case__clock", "case__handler"
        )

    def most_urgent_first(self) -> Self:
        """By what is due first; what has no clock yet by when it must be accepted or asked about."""
        due = When(
            If(case__accept_due_at__isnull=False, then=F("case__accept_due_at")),
            default=F("case__clock__due_at"),
        )
        return self.alias(due=due).order_by(F("due").asc(nulls_last=True), "pk")

    def newest_first(self) -> Self:
        return self.order_by("-received_on", "-pk")


class Request(models.Model):
    """What somebody wants to know: the facts of a case that only this room knows."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="disclosure_request")
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="as the case's unit")
    channel = models.CharField("申请渠道", max_length=10, choices=list(rules.CHANNELS.items()))
    applicant_kind = models.CharField("申请人类别", max_length=10, choices=list(rules.APPLICANTS.items()))
    applicant = models.CharField(
        max_length=64, blank=True, help_text="HMAC-SM3 of the identifier: finds others of the same applicant"
    )
    title = models.CharField("所需信息名称", max_length=rules.TITLE_LENGTH)
    document_number = models.CharField("文号", max_length=rules.NUMBER_LENGTH, blank=True)
    text = models.TextField("所需信息的内容描述")
    form = models.CharField("提供方式", max_length=10, choices=list(rules.FORMS.items()))
    way = models.CharField("获取途径", max_length=8, choices=list(rules.WAYS.items()))
    version = models.PositiveSmallIntegerField(default=1, help_text="one more with each correction")
    arrived_on = models.DateField("提交日期", help_text="handed in, or came to the office")
    received_on = models.DateField("收到申请之日", help_text="art. 31; the first one, whatever was corrected")
    confirmed_at = models.DateTimeField(null=True, help_text="None: not confirmed with the applicant yet")
    is_confirmed_late = models.BooleanField(default=False)
    correct_until = models.DateField(null=True, help_text="the reasonable period of a correction, art. 30")
    corrected_on = models.DateField(null=True, help_text="since when the time for the answer runs anew")

    result = models.CharField(max_length=12, blank=True, choices=list(results.LABELS.items()))
    settled_on = models.DateField(null=True, help_text="answered or ended: counted in that year")
    is_in_time = models.BooleanField(null=True, help_text="None: not answered, or without a clock")

    proposal = models.TextField("转为主动公开的建议", blank=True, max_length=500)
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.CharField(max_length=80, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-received_on", "-id"], name="disclosure_newest"),
            models.Index(fields=["unit", "-received_on"], name="disclosure_of_unit"),
            models.Index(fields=["unit", "settled_on"], name="disclosure_settled"),
            models.Index(
                fields=["applicant", "received_on"],
                condition=~Q(applicant=""),
                name="disclosure_of_applicant",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="", settled_on=None) | (~Q(result="") & Q(settled_on__isnull=False)),
                name="disclosure_settled_with_day",
            ),
            models.CheckConstraint(
                condition=Q(settled_on=None) | Q(settled_on__gte=F("received_on")),
                name="disclosure_settled_after_receipt",
            ),
            models.CheckConstraint(
                condition=Q(received_on__gte=F("arrived_on")), name="disclosure_received_after_arrival"
            ),
            models.CheckConstraint(
                condition=Q(proposal="", proposed_at=None) | (~Q(proposal="") & Q(proposed_at__isnull=False)),
                name="disclosure_proposed_with_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"政府信息公开申请 {self.number}"

    @property
    def number(self) -> str:
        """What the applicant knows it by. Reads ``matter``."""
        return self.matter.number

    @property
    def is_open(self) -> bool:
        return self.case.closed_at is None

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def since(self) -> date:
        """The day from which the time for the answer is counted."""
        return self.corrected_on or self.received_on

    @property
    def stage(self) -> tuple[str, str]:
        """Label and tone, as officials say it. Reads ``case``."""
        state = self.case.state
        if state == cases.RECEIVED:
            return ("待审查", "warn") if self.is_confirmed else ("待确认收到", "warn")
        if state == cases.PAUSED:
            return ("征求意见或待缴费", "info")
        if state == cases.DECIDED:
            return ("已答复待送达", "good")
        if state == cases.CLOSED:
            return ("已答复", "good")
        return (self.case.get_state_display(), self.case.tone)
