"""What was applied for? (inner side)"""

from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.cases.models import Case
from yiwang.kernel.intake.models import Matter
from yiwang.kernel.systems.models import System
from yiwang.subsystems.approvals.applications import rules
from yiwang.subsystems.approvals.items.models import Edition


class ApplicationQuerySet(models.QuerySet["Application"]):
    def same(self, digest: str) -> Self:
        """Open ones with the same content: a second sending of it is no second case."""
        return self.filter(content_digest=digest, case__closed_at=None)

    def in_full(self) -> Self:
        return self.select_related("case__party", "case__unit", "edition__implementation", "seen", "matter")


class Application(models.Model):
    """What somebody applied for: the facts of a case that only this room knows."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="application")
    matter = models.OneToOneField(
        Matter,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="None: taken in where nobody can track it outside",
    )
    system = models.ForeignKey(
        System,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the program that handed it in",
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    seen = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="+", help_text="whose form the applicant filled in"
    )
    answers = models.JSONField(default=dict, help_text="as the sheet of the edition asks")
    content_digest = models.CharField(max_length=64, help_text="SM3 of item, answers, party and files")
    delivery = models.JSONField(
        default=dict, help_text="messages.Delivery: how the result is to be handed over"
    )
    tracking = models.CharField("邮件号码", max_length=60, blank=True, help_text="of the result, when posted")
    signature = models.JSONField(default=dict, help_text="messages.Signature, or empty")
    project = models.CharField("投资项目代码", max_length=24, blank=True, db_index=True)
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="children", help_text="parallel approval"
    )
    submitted_at = models.DateTimeField(help_text="by the clock where it was handed in")
    registered_at = models.DateTimeField()

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["content_digest"], name="application_of_content"),
            models.Index(fields=["edition", "registered_at"], name="application_of_edition"),
            models.Index(fields=["system", "id"], condition=~Q(system=None), name="application_of_system"),
        ]

    def __str__(self) -> str:
        return f"{rules.LABEL} {self.case.number}"
