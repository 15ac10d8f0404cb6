"""What is stored of every act?"""

from datetime import datetime
from typing import Any

from django.db import models

from yiwang.kernel.audit import events
from yiwang.kernel.audit.rules import GENESIS


class EntryQuerySet(models.QuerySet["Entry"]):
    """Numbers follow time: a span of time is a span of numbers, fast however long the record is."""

    def of_act(self, act: str) -> "EntryQuerySet":
        return self.filter(act=act)

    def by_person(self, person_id: int) -> "EntryQuerySet":
        return self.filter(person_id=person_id)

    def by_unit(self, unit_id: int) -> "EntryQuerySet":
        return self.filter(unit_id=unit_id)

    def on(self, kind: str, subject_id: str = "") -> "EntryQuerySet":
        """About a kind of thing (``portal.article``), or about one thing."""
        narrowed = self.filter(subject_kind=kind)
        return narrowed.filter(subject_id=subject_id) if subject_id else narrowed

    def since(self, moment: datetime) -> "EntryQuerySet":
        first = Entry.objects.filter(recorded_at__gte=moment).order_by("recorded_at", "number")
        return self.filter(number__gte=models.Subquery(first.values("number")[:1]))

    def until(self, moment: datetime) -> "EntryQuerySet":
        """Before ``moment``."""
        last = Entry.objects.filter(recorded_at__lt=moment).order_by("-recorded_at", "-number")
        return self.filter(number__lte=models.Subquery(last.values("number")[:1]))

    def mentioning(self, text: str) -> "EntryQuerySet":
        """The text in the name of subject, person, post, unit or act, or in the address."""
        acts = [act for act, label in events.declared().items() if text in label or text == act]
        columns = ("subject", "person", "post", "unit", "address")
        mentioned = models.Q(act__in=acts)
        for column in columns:
            mentioned |= models.Q(**{f"{column}__contains": text})
        return self.filter(mentioned)

    def older_than(self, number: int) -> "EntryQuerySet":
        return self.filter(number__lt=number)


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

    objects = EntryQuerySet.as_manager()

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

    def columns(self) -> dict[str, Any]:
        return {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}


class ChainHead(models.Model):
    """The one row that writers lock: number, moment and digest of the last entry."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    recorded_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_chain")]
