"""What is stored of every act?"""

from django.db import models


class Entry(models.Model):
    """One act. Never changed, never deleted: database triggers refuse both."""

    number = models.PositiveBigIntegerField(primary_key=True, help_text="1, 2, 3 … without a gap")
    recorded_at = models.DateTimeField(db_index=True)
    act = models.CharField(max_length=80, db_index=True, help_text="declared in audit.events")
    person_id = models.BigIntegerField(null=True, db_index=True)
    person = models.CharField(max_length=80)
    post_id = models.BigIntegerField(null=True)
    post = models.CharField(max_length=200, blank=True)
    unit_id = models.BigIntegerField(null=True, db_index=True)
    unit = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=60, blank=True, help_text="IP address")
    subject_kind = models.CharField(max_length=80, blank=True, help_text="app_label.model")
    subject_id = models.CharField(max_length=64, blank=True)
    subject = models.CharField(max_length=300, blank=True, help_text="how the subject was called at that moment")
    detail = models.JSONField(default=dict, help_text="what changed; never a secret, personal data masked")
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["subject_kind", "subject_id", "number"], name="audit_by_subject")]
