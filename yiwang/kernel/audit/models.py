"""What is stored of every act?"""

from typing import Any

from django.db import models

from yiwang.kernel.audit import events
from yiwang.kernel.audit.rules import GENESIS, moment


class Entry(models.Model):
    """One act. Never changed, never deleted: database triggers refuse both."""

    number = models.PositiveBigIntegerField(primary_key=True, help_text="1, 2, 3 … without a gap")
    recorded_at = models.DateTimeField(db_index=True, help_text="never before that of the entry before")
    act = models.CharField(max_length=80, help_text="declared in audit.events")
    person_id = models.BigIntegerField(null=True)
    person = models.CharField(max_length=80)
    post_id = models.BigIntegerField(null=True)
    post = models.CharField(max_length=200, blank=True)
    unit_id = models.BigIntegerField(null=True)
    unit = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=60, blank=True, help_text="IP address")
    subject_kind = models.CharField(max_length=80, blank=True, help_text="app_label.model")
    subject_id = models.CharField(max_length=64, blank=True)
    subject = models.CharField(max_length=300, blank=True, help_text="its name at that moment")
    detail = models.JSONField(default=dict, help_text="what changed; never a secret, personal data masked")
    previous_digest = models.CharField(
        max_length=64, unique=True, help_text="what it follows; two never follow one"
    )
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["act", "number"], name="audit_by_act"),
            models.Index(fields=["person_id", "number"], name="audit_by_person"),
            models.Index(fields=["unit_id", "number"], name="audit_by_unit"),
            models.Index(fields=["subject_kind", "subject_id", "number"], name="audit_by_subject"),
        ]

    @property
    def label(self) -> str:
        """What the act is called; its code where the package that declared it is no longer mounted."""
        return events.declared().get(self.act, self.act)

    def content(self) -> dict[str, Any]:
        """Every stored column but the two digests: what the digest covers."""
        covered = {column: getattr(self, column) for column in COVERED}
        return covered | {"recorded_at": moment(self.recorded_at)}


COVERED = tuple(
    field.name for field in Entry._meta.concrete_fields if field.name not in {"previous_digest", "digest"}
)


class ChainHead(models.Model):
    """The one row that writers lock: number, moment and digest of the last entry."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    recorded_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_chain")]
