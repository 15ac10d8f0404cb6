"""What are applicants still to be told? (inner side)"""

from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake.models import Matter
from yiwang.subsystems.approvals.applications.models.papers import Paper


class TellingQuerySet(models.QuerySet["Telling"]):
    def waiting(self) -> Self:
        """Owed and not on its way, oldest first."""
        return self.filter(told_at=None, trouble="").order_by("pk")

    def stuck(self) -> Self:
        """What a rule did not let go: somebody must look at it."""
        return self.filter(told_at=None).exclude(trouble="").order_by("pk")


class Telling(models.Model):
    """A step that the applicant is owed: written in the transaction of the deed, sent after its commit."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, help_text="note, ask, answer or close")
    label = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    unit = models.CharField(max_length=120, blank=True, help_text="who says so, as it was called then")
    person = models.CharField(max_length=80, help_text="who did it, as named in the record of acts")
    due_on = models.DateField(null=True)
    asks = models.JSONField(default=list, help_text="intake.messages.Asked")
    facts = models.JSONField(default=dict, help_text="for the panels of the progress page")
    files = models.ManyToManyField(StoredFile, related_name="+")
    papers = models.ManyToManyField(Paper, related_name="tellings", help_text="drawn before it is sent")
    created_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, help_text="when its envelope was signed and kept")
    envelope = models.CharField(max_length=32, blank=True, help_text="uid")
    trouble = models.CharField(max_length=300, blank=True, help_text="why it could not be sent")

    objects = TellingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(told_at=None), name="telling_unsent"),
            models.Index(fields=["matter", "id"], condition=Q(told_at=None), name="telling_unsent_of"),
        ]
