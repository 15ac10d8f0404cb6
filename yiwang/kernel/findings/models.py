"""Which problems were found, whose are they, and what became of them?"""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.findings import rules
from yiwang.kernel.organizations import oversight
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import UnitScoped


class FindingQuerySet(UnitScoped["Finding"]):
    def visible_to(self, post: Any) -> Self:
        """Those of the post's units, trials left out, and those of the units that its own watches over."""
        if post is None or post.unit.parent_id is None:
            return super().visible_to(post)
        watched = oversight.overseen(post)
        own = self._own(post)
        return self.filter(own | oversight.within("unit__path", watched)) if watched else self.filter(own)

    @staticmethod
    def _own(post: Any) -> Q:
        return oversight.within("unit__path", [post.unit.path]) & Q(is_trial=False)

    def open(self) -> Self:
        return self.filter(state=rules.OPEN)

    def counted(self) -> Self:
        """Neither trials nor those that turned out wrong."""
        return self.filter(is_trial=False).exclude(state=rules.DISMISSED)

    def of_matter(self, kind: str, key: str) -> Self:
        return self.filter(subject_kind=kind, subject_key=key)

    def newest_first(self) -> Self:
        return self.order_by("-found_at", "-pk")


class Finding(models.Model):
    """A problem with its evidence as it stood when it was found. Rule, basis and names are as they were."""

    rule = models.CharField(max_length=60, help_text="package.rule that found it")
    label = models.CharField(max_length=120)
    basis = models.CharField(max_length=300, help_text="law or policy that was broken")
    colour = models.CharField(max_length=6, choices=list(rules.COLOURS.items()))
    fact = models.CharField(max_length=160, unique=True)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", help_text="whose problem it is"
    )
    unit_name = models.CharField(max_length=200)
    subject_kind = models.CharField(max_length=80)
    subject_key = models.CharField(max_length=64)
    title = models.CharField(max_length=rules.TITLE_LENGTH)
    address = models.CharField(max_length=200, blank=True, help_text="page of the matter in the workbench")
    item = models.CharField(max_length=120, blank=True)
    happened_at = models.DateTimeField()
    found_at = models.DateTimeField()
    evidence = models.JSONField(help_text="list of [label, value]")
    is_trial = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=list(rules.STATES.items()), default=rules.OPEN)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=500, blank=True, help_text="why it was closed or dismissed")

    objects = FindingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-found_at", "-id"], name="finding_newest"),
            models.Index(fields=["unit", "-found_at", "-id"], name="finding_of_unit"),
            models.Index(fields=["rule", "-found_at", "-id"], name="finding_by_rule"),
            models.Index(fields=["subject_kind", "subject_key"], name="finding_of_subject"),
            models.Index(fields=["unit", "happened_at"], name="finding_happened"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=rules.OPEN, ended_at=None)
                | (Q(state__in=[rules.CLOSED, rules.DISMISSED], ended_at__isnull=False) & ~Q(reason="")),
                name="finding_ends_with_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.title}"

    @property
    def tone(self) -> str:
        return rules.TONES[self.colour]
