"""Which clean-up rounds were there, what was decided about each item, and who agreed? (inner side)"""

from typing import Self

from django.db import models
from django.db.models import F, Q

from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.subsystems.approvals.items import rules
from yiwang.subsystems.approvals.items.models.catalogue import Implementation


class CleanUp(models.Model):
    """A round (清理轮次) over all items in force on the day it was opened."""

    title = models.CharField("名称", max_length=200)
    ground = models.TextField("清理依据")
    state = models.CharField(max_length=10, choices=list(rules.ROUND_STATES.items()), default=rules.OPEN)
    reviewers = models.ManyToManyField(
        Unit, related_name="+", help_text="each has to agree to every decision"
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    count_before = models.PositiveIntegerField("清理前事项数")
    count_after = models.PositiveIntegerField("清理后事项数", null=True)

    class Meta:
        verbose_name = "清理轮次"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="open"), name="cleanup_one_open"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None, count_after=None)
                | Q(state="closed", closed_at__isnull=False, count_after__isnull=False),
                name="cleanup_closes_with_count",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == rules.OPEN


class DecisionQuerySet(UnitScoped["Decision"]):
    unit_path = "implementation__unit__path"

    def undecided(self) -> Self:
        return self.filter(choice="")

    def ending(self) -> Self:
        return self.filter(choice__in=rules.ENDING)

    def in_full(self) -> Self:
        related = ("implementation__unit", "implementation__item", "target", "target_unit", "proposed_by")
        return self.select_related(*related).prefetch_related("verdicts")


class Decision(models.Model):
    """What becomes of one item in a round; until ``choice`` is made it is empty."""

    round = models.ForeignKey(CleanUp, on_delete=models.PROTECT, related_name="decisions")
    implementation = models.ForeignKey(Implementation, on_delete=models.PROTECT, related_name="decisions")
    choice = models.CharField("清理意见", max_length=10, choices=list(rules.CHOICES.items()), blank=True)
    reason = models.TextField("理由", blank=True)
    target = models.ForeignKey(
        Implementation, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="合并到"
    )
    target_unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="下放到"
    )
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "implementation"], name="decision_once_a_round"),
            models.CheckConstraint(
                condition=Q(choice="", proposed_at=None) | (~Q(reason="") & Q(proposed_at__isnull=False)),
                name="decision_says_why",
            ),
            models.CheckConstraint(
                condition=Q(choice="merge", target__isnull=False) | (~Q(choice="merge") & Q(target=None)),
                name="decision_merger_names_target",
            ),
            models.CheckConstraint(
                condition=Q(choice="delegate", target_unit__isnull=False)
                | (~Q(choice="delegate") & Q(target_unit=None)),
                name="decision_delegation_names_unit",
            ),
            models.CheckConstraint(
                condition=Q(target=None) | ~Q(target=F("implementation")), name="decision_not_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.implementation.name}：{self.get_choice_display() or '未提出意见'}"

    @property
    def tone(self) -> str:
        return rules.CHOICE_TONES.get(self.choice, "")


class Verdict(models.Model):
    """What a reviewing unit said of a decision (联审意见); a changed decision is heard anew."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="verdicts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(max_length=200)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=80)
    agrees = models.BooleanField()
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "unit"], name="verdict_once_a_unit"),
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(text=""), name="verdict_objection_says_why"),
        ]
