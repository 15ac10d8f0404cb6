"""Which granted licences are to be public, and which are? (inner and outer side)"""

from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.intake.models import new_reference
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.subsystems.approvals.applications.models.applications import Application


class PublicityQuerySet(UnitScoped["Publicity"]):
    def due(self) -> Self:
        """Neither published nor exempt."""
        return self.filter(state="due").order_by("decided_on", "pk")


class Publicity(models.Model):
    """双公示: the record of a granted licence as everybody will read it, or why nobody may."""

    class State(models.TextChoices):
        DUE = "due", "待公示"
        PUBLISHED = "published", "已公示"
        EXEMPT = "exempt", "不予公示"
        WITHDRAWN = "withdrawn", "已撤下"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="publicity")
    uid = models.CharField(max_length=32, unique=True, default=new_reference, help_text="the same outside")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    record = models.JSONField(help_text="by the national field codes; not masked")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    ground = models.CharField(max_length=20, blank=True, help_text="why it is exempt or withdrawn")
    reason = models.TextField(blank=True)
    decided_on = models.DateField()
    owed_at = models.DateTimeField(help_text="since when it is to be published")
    is_timed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0, help_text="how often it was sent outside")
    published_at = models.DateTimeField(null=True)

    objects = PublicityQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["decided_on"], condition=Q(state="due"), name="publicity_due"),
            models.Index(fields=["unit", "-decided_on"], name="publicity_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="publicity_published_with_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["exempt", "withdrawn"]) | ~Q(reason=""),
                name="publicity_kept_back_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"双公示 {self.record.get('XK_WSH', '')}"


class PublishedResultQuerySet(models.QuerySet["PublishedResult"]):
    def readable(self) -> Self:
        return self.filter(state="published").order_by("-decided_on", "-pk")

    def mentioning(self, text: str) -> Self:
        return self.filter(Q(item__icontains=text) | Q(holder__icontains=text) | Q(number__icontains=text))


class PublishedResult(models.Model):
    """Outer side: a result as everybody reads it."""

    uid = models.CharField(max_length=32, unique=True)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10)
    item = models.CharField(max_length=200)
    item_code = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=200)
    holder = models.CharField(max_length=200)
    number = models.CharField(max_length=64)
    decided_on = models.DateField()
    record = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    published_at = models.DateTimeField()

    objects = PublishedResultQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-decided_on", "-id"], condition=Q(state="published"), name="result_newest"),
            models.Index(
                fields=["unit", "-decided_on"], condition=Q(state="published"), name="result_of_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.number}"
