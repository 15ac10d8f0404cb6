"""Which records came in, by which import, and which findings were drawn from them?"""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations import oversight
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.subsystems.supervision.sources import registry, rules


class Connection(models.Model):
    """How the city has connected a source; without a row nobody answers for it and it cannot go silent."""

    source = models.CharField(max_length=40, primary_key=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="answers for it")
    silent_days = models.PositiveSmallIntegerField(help_text="days without a record until it is silent")
    since = models.DateField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)


def _seen_by(post: Any) -> Q:
    """Rows of the post's units and of those that its own watches over; all of a source it answers for."""
    seen = oversight.within("unit__path", [post.unit.path, *oversight.overseen(post)])
    return seen | Q(source__in=Connection.objects.filter(unit=post.unit).values("source"))


class ImportQuerySet(UnitScoped["Import"]):
    def visible_to(self, post: Any) -> Self:
        """Those that units brought which the post sees, and all of the sources that its unit answers for."""
        if post is None or post.unit.parent_id is None:
            return super().visible_to(post)
        return self.filter(_seen_by(post))

    def waiting(self) -> Self:
        return self.filter(state=rules.WAITING)

    def newest_first(self) -> Self:
        return self.order_by("-pk")


class Import(models.Model):
    """A file or a call that brought records; ``reached``: rows that were dealt with so far."""

    source = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="handed it in")
    stored = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, help_text="of the file, or of the system that called")
    by = models.CharField(max_length=80)
    state = models.CharField(max_length=7, choices=list(rules.STATES.items()), default=rules.WAITING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reached = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=500, blank=True, help_text="why it stopped or was undone")

    objects = ImportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state"], condition=Q(state="waiting"), name="import_waiting"),
            models.Index(fields=["source", "-id"], name="import_of_source"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None) | ~Q(state="waiting") & Q(ended_at__isnull=False),
                name="import_ends_with_moment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_label}：{self.name}"

    @property
    def source_label(self) -> str:
        return registry.label(self.source)

    @property
    def tone(self) -> str:
        return rules.TONES[self.state]

    @property
    def is_by_system(self) -> bool:
        return self.stored_id is None


class Rejection(models.Model):
    """A row that was not taken in, and why."""

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rejections")
    row = models.PositiveIntegerField()
    field = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=200, blank=True)
    sentence = models.CharField(max_length=300)

    class Meta:
        ordering = ["id"]


class RecordQuerySet(UnitScoped["Record"]):
    def visible_to(self, post: Any) -> Self:
        """Those of the units that the post sees, and all of the sources that its unit answers for."""
        if post is None or post.unit.parent_id is None:
            return super().visible_to(post)
        return self.filter(_seen_by(post))

    def current(self) -> Self:
        return self.filter(is_current=True)

    def of(self, source: str) -> Self:
        return self.filter(source=source)

    def between(self, since: date, until: date) -> Self:
        return self.filter(on__gte=since, on__lte=until)

    def mentioning(self, text: str) -> Self:
        return self.filter(Q(title__icontains=text) | Q(key__icontains=text) | Q(unit_name__icontains=text))

    def newest_first(self) -> Self:
        return self.order_by("-on", "-pk")


class Record(models.Model):
    """A version of a record. A changed record is a new row; what was there before stays beside it."""

    source = models.CharField(max_length=40)
    key = models.CharField(max_length=rules.KEY_LENGTH)
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    imported = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="records")
    row = models.PositiveIntegerField(help_text="of the file")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit_name = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    on = models.DateField()
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    price = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    party = models.CharField(max_length=18, blank=True, help_text="code of supplier, contractor or winner")
    item = models.CharField(max_length=rules.ITEM_LENGTH, blank=True, help_text="what was bought")
    pending_on = models.DateField(null=True, help_text="day since which something is waited for")
    values = models.JSONField(help_text="code of the field: value; money as text")
    digest = models.CharField(max_length=64, help_text="of the values")
    received_at = models.DateTimeField()

    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key", "version"], name="record_version_once"),
            models.UniqueConstraint(
                fields=["source", "key"], condition=Q(is_current=True), name="record_one_current"
            ),
        ]
        indexes = [
            models.Index(fields=["source", "-on", "-id"], condition=Q(is_current=True), name="record_newest"),
            models.Index(
                fields=["source", "unit", "-on", "-id"], condition=Q(is_current=True), name="record_of_unit"
            ),
            models.Index(
                fields=["source", "item", "on"],
                condition=Q(is_current=True) & ~Q(item=""),
                name="record_of_item",
            ),
            models.Index(
                fields=["source", "pending_on"],
                condition=Q(is_current=True, pending_on__isnull=False),
                name="record_pending",
            ),
            models.Index(fields=["source", "received_at"], name="record_received"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.key}）"

    @property
    def address(self) -> str:
        return f"/office/supervision/sources/records/{self.pk}/"


class Ground(models.Model):
    """A finding drew on records of an import: it cannot be undone any more."""

    fact = models.CharField(max_length=160, help_text="Finding.fact")
    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="grounds")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["imported", "fact"], name="ground_once")]


class PriceQuerySet(models.QuerySet["Price"]):
    def mentioning(self, text: str) -> Self:
        return self.filter(
            Q(drug__icontains=text) | Q(institution__icontains=text) | Q(specification__icontains=text)
        )


class Price(models.Model):
    """What the public may read of the price of a drug at an institution; ``said_at``: newer news wins."""

    reference = models.CharField(max_length=64, unique=True)
    institution = models.CharField(max_length=200)
    drug = models.CharField(max_length=120)
    specification = models.CharField(max_length=120)
    package_unit = models.CharField(max_length=20, blank=True)
    price = models.DecimalField(max_digits=20, decimal_places=4)
    median = models.DecimalField(max_digits=20, decimal_places=4)
    purchases = models.PositiveIntegerField(help_text="of the drug in the twelve months")
    reference_price = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    on = models.DateField(help_text="of the purchase")
    said_at = models.DateTimeField()
    is_shown = models.BooleanField(default=True)

    objects = PriceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["drug", "specification", "price", "id"], name="price_by_drug"),
        ]

    @property
    def price_shown(self) -> str:
        return rules.yuan(self.price).removesuffix("元")

    @property
    def median_shown(self) -> str:
        return rules.yuan(self.median).removesuffix("元")

    @property
    def reference_shown(self) -> str:
        return rules.yuan(self.reference_price).removesuffix("元") if self.reference_price else ""


class ToldPrice(models.Model):
    """What the outer zone was last told of a price."""

    reference = models.CharField(max_length=64, primary_key=True)
    digest = models.CharField(max_length=64)
    said_at = models.DateTimeField()
