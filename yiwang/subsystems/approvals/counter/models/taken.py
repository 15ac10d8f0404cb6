"""What was taken in and handed over at the counter, by whom, with which materials? (inner side)"""

from django.db import models

from yiwang.kernel.cases.models import Case
from yiwang.kernel.organizations.models import Person
from yiwang.subsystems.approvals.counter.models.queue import Hall, Ticket, Window


class TakenIn(models.Model):
    """An application, or a part of one, that came over the counter."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="taken_in")
    hall = models.ForeignKey(Hall, null=True, on_delete=models.PROTECT, related_name="+")
    window = models.ForeignKey(Window, null=True, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.PROTECT, related_name="taken_in")
    clerk = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    number = models.CharField("编号", max_length=24, blank=True, help_text="of the matter")
    is_first = models.BooleanField(help_text="the application itself, not what came later")
    materials = models.JSONField(default=list, help_text="see messages.TakenMaterial")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["clerk", "-at"], name="taken_in_by_clerk"),
            models.Index(fields=["window", "at"], name="taken_in_at_window"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(is_first=True), name="taken_in_begins_once"
            )
        ]

    def __str__(self) -> str:
        return self.number


class HandedOver(models.Model):
    """A result that somebody fetched at the counter, and how it was made sure who they are."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="handed_over")
    window = models.ForeignKey(Window, null=True, on_delete=models.PROTECT, related_name="+")
    clerk = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    who = models.CharField("领取人", max_length=60)
    is_authorised = models.BooleanField("受托代领", help_text="neither the party nor the agent of the case")
    note = models.CharField("查验情况", max_length=200)
    at = models.DateTimeField()
