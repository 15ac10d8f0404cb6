"""Which files were tampered with, who is on duty, and which safety jobs were done when?"""

from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.organizations.models import Person
from yiwang.subsystems.portal.guarding import rules
from yiwang.subsystems.portal.sites import Site


class TamperingQuerySet(models.QuerySet["Tampering"]):
    def open(self) -> Self:
        return self.filter(state=rules.OPEN)

    def newest_first(self) -> Self:
        return self.order_by("-found_at", "-pk")


class Tampering(models.Model):
    """A file of the published tree that was not what we had made, and what was done about it."""

    file = models.CharField(max_length=300, help_text="site and file, as they were found")
    kind = models.CharField(max_length=8, choices=list(rules.KINDS.items()))
    found_by = models.CharField(max_length=8, choices=list(rules.FOUND_BY.items()))
    found_at = models.DateTimeField()
    restored_at = models.DateTimeField(null=True, help_text="none: it could not be put right at once")
    seen_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of what lay there")
    right_digest = models.CharField(max_length=64, blank=True, help_text="of what has to lie there")
    state = models.CharField(max_length=8, choices=list(rules.STATES.items()), default=rules.OPEN)
    note = models.CharField(max_length=rules.LONGEST_NOTE, blank=True)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.CharField(max_length=80, blank=True)

    objects = TamperingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-found_at", "-id"], name="tampering_newest"),
            models.Index(fields=["found_at"], condition=Q(state="open"), name="tampering_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", handled_at=None) | Q(state="handled", handled_at__isnull=False),
                name="tampering_handled_at_a_moment",
            )
        ]

    def __str__(self) -> str:
        return self.file

    @property
    def tone(self) -> str:
        return rules.TONES[self.state]


class Watch(models.Model):
    """Who is told, and when the watcher was last at work. One row."""

    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=40, blank=True, help_text="of the room on duty")
    seen_at = models.DateTimeField(null=True, help_text="the watcher was at work")
    swept_at = models.DateTimeField(null=True)
    files = models.PositiveIntegerField(default=0, help_text="counted by the last sweep")
    means = models.CharField(max_length=40, blank=True, help_text="how it learns of changes")

    def __str__(self) -> str:
        return "watch"


class Safeguard(models.Model):
    """A safety job of a site: how often, and when it is due."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    job = models.CharField(max_length=10, choices=[(code, job.label) for code, job in rules.JOBS.items()])
    days = models.PositiveSmallIntegerField("周期（天）")
    due_on = models.DateField("下次应完成日期")
    reminded_for = models.DateField(null=True, help_text="the due date of which people were told")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "job"], name="safeguard_once_a_site")]
        indexes = [models.Index(fields=["due_on"], name="safeguard_by_due")]

    def __str__(self) -> str:
        return f"{self.site}：{self.get_job_display()}"

    @property
    def what(self) -> str:
        return rules.JOBS[self.job].what


class SafeguardDone(models.Model):
    """It was done once."""

    safeguard = models.ForeignKey(Safeguard, on_delete=models.CASCADE, related_name="done")
    done_on = models.DateField()
    note = models.CharField(max_length=rules.LONGEST_NOTE)
    entered_by = models.CharField(max_length=80)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-done_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.safeguard} {self.done_on}"
