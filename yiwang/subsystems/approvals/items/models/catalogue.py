"""Which items are there, which unit implements them, and what did each edition say? (inner side)"""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from yiwang.kernel.exchange.models import Crossing
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.subsystems.approvals.items import codes, rules
from yiwang.subsystems.approvals.items.elements import Elements


class Item(models.Model):
    """An entry of the basic catalogue (基本目录): what several units may implement."""

    code = models.CharField("基本编码", max_length=60, unique=True)
    name = models.CharField("事项名称", max_length=200)
    type = models.CharField("事项类型", max_length=2, choices=list(codes.TYPES.items()))

    class Meta:
        verbose_name = "基本目录事项"
        constraints = [models.CheckConstraint(condition=~Q(code=""), name="item_has_code")]

    def __str__(self) -> str:
        return self.name


class ImplementationQuerySet(UnitScoped["Implementation"]):
    """``visible_to(post)``: those of the post's unit and of the units below it."""

    def standing(self, standing: str) -> Self:
        return self.filter(standing=standing)

    def in_force(self) -> Self:
        return self.filter(standing=rules.IN_FORCE)

    def mentioning(self, text: str) -> Self:
        """In the name or a code."""
        return self.filter(
            Q(name__icontains=text) | Q(code__istartswith=text) | Q(item__code__istartswith=text)
        )

    def in_full(self) -> Self:
        return self.select_related("item", "unit", "merged_into", "current")


class Implementation(Crossing):
    """An item as one unit implements it (实施清单). What it says stands in its editions."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="implementations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    code = models.CharField("实施编码", max_length=60, unique=True)
    name = models.CharField("事项名称", max_length=200, help_text="as its newest edition calls it")
    type = models.CharField("事项类型", max_length=2, choices=list(codes.TYPES.items()))
    handling = models.CharField("办件类型", max_length=1, choices=list(codes.HANDLINGS.items()), blank=True)
    standing = models.CharField(max_length=10, choices=list(rules.STANDINGS.items()), default=rules.WAITING)
    current = models.OneToOneField(
        "Edition", null=True, on_delete=models.PROTECT, related_name="+", help_text="in force, or the last"
    )
    checked_on = models.DateField("最近核对日期", null=True)
    ended_on = models.DateField("停止日期", null=True)
    ended_because = models.TextField("停止原因", blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="absorbed")

    objects = ImplementationQuerySet.as_manager()

    class Meta:
        verbose_name = "实施清单"
        indexes = [
            models.Index(fields=["unit", "code"], name="implementation_of_unit"),
            models.Index(
                fields=["checked_on"], condition=Q(standing="in_force"), name="implementation_to_check"
            ),
            models.Index(
                fields=["id"], condition=Q(sequence__gt=F("sent_sequence")), name="implementation_owed"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(standing="waiting", current=None)
                | Q(standing__in=["in_force", "ended"], current__isnull=False),
                name="implementation_stands_on_edition",
            ),
            models.CheckConstraint(
                condition=(Q(standing="ended", ended_on__isnull=False) & ~Q(ended_because=""))
                | (~Q(standing="ended") & Q(ended_on=None, ended_because="", merged_into=None)),
                name="implementation_end_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="implementation_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(sent_sequence__lte=F("sequence")), name="implementation_sent_what_was_owed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"

    @property
    def tone(self) -> str:
        return {rules.IN_FORCE: "good", rules.ENDED: "bad"}.get(self.standing, "")


class EditionQuerySet(UnitScoped["Edition"]):
    unit_path = "implementation__unit__path"

    def working(self) -> Self:
        """Not yet in force."""
        return self.filter(state__in=rules.WORKING)

    def submitted(self) -> Self:
        return self.filter(state=rules.SUBMITTED)

    def due(self, on: date) -> Self:
        """Planned for that day or an earlier one."""
        return self.filter(state=rules.PLANNED, effective_from__lte=on)

    def in_force_on(self, day: date) -> Self:
        """Those that held that day."""
        ended_later = Q(effective_until=None) | Q(effective_until__gt=day)
        return self.filter(ended_later, state__in=[rules.IN_FORCE, rules.ENDED], effective_from__lte=day)

    def in_full(self) -> Self:
        return self.select_related("implementation__unit", "implementation__item")


class Edition(models.Model):
    """What the implementation list says from one day to another; cases keep the edition they began with.

    A draft's document may still be incomplete; from the submission on it is an ``Elements``.
    """

    implementation = models.ForeignKey(Implementation, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField("版本号")
    state = models.CharField(max_length=10, choices=list(rules.STATES.items()), default=rules.DRAFT)
    document = models.JSONField(help_text="as in elements.Elements")
    digest = models.CharField(max_length=64, blank=True, help_text="SM3 of the document, once submitted")
    change = models.TextField("修订说明", blank=True)
    revision = models.PositiveIntegerField(default=0, help_text="grows with every saving of the draft")
    effective_from = models.DateField("生效日期", null=True)
    effective_until = models.DateField(
        "失效日期", null=True, help_text="the first day on which it no longer held"
    )
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    files = models.ManyToManyField(StoredFile, related_name="+", help_text="samples and blank forms")

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "实施清单版本"
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["submitted_at"], condition=Q(state="submitted"), name="edition_to_review"),
            models.Index(fields=["effective_from"], condition=Q(state="planned"), name="edition_planned"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["implementation", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["implementation"], condition=Q(state="in_force"), name="edition_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["implementation"],
                condition=Q(state__in=["draft", "submitted", "reviewed", "planned"]),
                name="edition_one_worked_on",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "reviewed"])
                | Q(state__in=["planned", "in_force", "ended"], effective_from__isnull=False),
                name="edition_holds_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", effective_until__isnull=False)
                | (~Q(state="ended") & Q(effective_until=None)),
                name="edition_ends_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(digest=""), name="edition_is_sealed_when_submitted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.implementation.name} 第{self.number}版"

    @property
    def tone(self) -> str:
        return rules.TONES[self.state]

    @property
    def elements(self) -> Elements:
        """Raises ValidationError (pydantic) where a draft is not complete: see documents.read."""
        return Elements.model_validate(self.document)


class Opinion(models.Model):
    """What a reviewer said of an edition (联审意见)."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="opinions")
    agrees = models.BooleanField()
    text = models.TextField(blank=True)
    unit_name = models.CharField(max_length=200)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(text=""), name="opinion_objection_says_why")
        ]
