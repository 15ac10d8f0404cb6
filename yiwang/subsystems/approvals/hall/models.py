"""What has somebody begun to apply for, and what is applied for most? (outer side)"""

import secrets
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake.models import Submission


def new_reference() -> str:
    return secrets.token_hex(16)


class DraftQuerySet(models.QuerySet["Draft"]):
    def unfinished(self) -> Self:
        return self.filter(submission=None)

    def expired(self, kept_before: datetime, unkept_before: datetime) -> Self:
        """Nobody has touched them since."""
        return self.filter(
            Q(is_kept=True, touched_at__lt=kept_before) | Q(is_kept=False, touched_at__lt=unkept_before)
        )


class Draft(models.Model):
    """An application before it is handed in. Everything personal in it is sealed."""

    reference = models.CharField(max_length=32, unique=True, default=new_reference)
    number = models.CharField("草稿编号", max_length=24, unique=True)
    code_digest = models.CharField(max_length=64, help_text="HMAC-SM3 of number and code")
    item = models.CharField(max_length=60, help_text="code of the guide")
    edition = models.PositiveIntegerField(help_text="of the guide, by which the answers were given")
    content = models.TextField(blank=True, help_text="sealed: see hall.content")
    told = models.JSONField(default=list, help_text="what its author should hear of changes, in sentences")
    is_kept = models.BooleanField(default=False, help_text="its author asked for number and code")
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    token_digest = models.CharField(max_length=64, blank=True, help_text="of the form that handed it in")
    submission = models.OneToOneField(Submission, null=True, on_delete=models.CASCADE, related_name="+")

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "申请草稿"
        indexes = [models.Index(fields=["touched_at"], name="draft_touched")]
        constraints = [
            models.CheckConstraint(
                condition=Q(submission=None, token_digest="")
                | (Q(submission__isnull=False, content="") & ~Q(token_digest="")),
                name="draft_handed_in_is_empty",
            )
        ]

    def __str__(self) -> str:
        return self.number


class DraftFile(models.Model):
    """A file that somebody uploaded for one of the materials."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    material = models.CharField(max_length=60, help_text="code in the guide")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    is_brought = models.BooleanField(default=False, help_text="from an earlier application")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "material", "stored"], name="draft_file_once")
        ]


class Tally(models.Model):
    """How often an item was applied for through the hall."""

    item = models.CharField(primary_key=True, max_length=60, help_text="code of the guide")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-count"], name="tally_most_first")]
