"""What is done about bad ratings? (inner side)"""

from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.subsystems.approvals.applications import rules
from yiwang.subsystems.approvals.applications.models.applications import Application


class FollowUpQuerySet(UnitScoped["FollowUp"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def in_full(self) -> Self:
        return self.select_related("application__case__unit", "application__case__party", "handler")


class FollowUp(models.Model):
    """差评整改: what is done about a bad rating, within a limit of its own."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="follow_up")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    is_timed = models.BooleanField(default=False)
    handler = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    measures = models.TextField("整改措施", blank=True)
    outcome = models.CharField(max_length=10, blank=True, help_text="rectified or unfounded")
    closed_at = models.DateTimeField(null=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["opened_at"], condition=Q(closed_at=None), name="follow_up_open")]
        constraints = [
            models.CheckConstraint(condition=Q(stars__in=[1, 2]), name="follow_up_of_bad_rating"),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="")
                | Q(closed_at__isnull=False, outcome__in=["rectified", "unfounded"]),
                name="follow_up_ends_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"差评整改 {self.application.case.number}"

    @property
    def level(self) -> str:
        return rules.LEVELS[self.stars]


class CallBack(models.Model):
    """回访: whether the rater was reached after a bad rating, and what was said."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="call_backs")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    is_reached = models.BooleanField()
    said = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
