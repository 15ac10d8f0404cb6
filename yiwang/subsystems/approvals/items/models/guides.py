"""What does the public read of each item? (outer side)"""

from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.approvals.items import codes
from yiwang.subsystems.approvals.items.elements import Elements


class GuideQuerySet(models.QuerySet["Guide"]):
    def open(self) -> Self:
        """What may be applied for."""
        return self.filter(is_open=True)

    def under(self, theme: str) -> Self:
        """Under a theme, a life event or a field, by its code."""
        return self.filter(themes__theme=theme)

    def of_unit(self, code: str) -> Self:
        return self.filter(unit_code=code)

    def for_persons(self) -> Self:
        return self.filter(is_for_persons=True)

    def for_organisations(self) -> Self:
        return self.filter(is_for_organisations=True)

    def online(self) -> Self:
        """Applied for through the platform."""
        return self.filter(is_online=True)

    def with_elements(self) -> Self:
        return self.select_related("current")

    def in_order(self) -> Self:
        return self.order_by("unit_order", "unit_code", "name", "code")


class Guide(models.Model):
    """The guide to one item; what it says in full stands in ``current``. Written only by the crossing."""

    code = models.CharField("实施编码", max_length=60, unique=True)
    item_code = models.CharField("基本编码", max_length=60)
    name = models.CharField("事项名称", max_length=200)
    type = models.CharField("事项类型", max_length=2, choices=list(codes.TYPES.items()))
    handling = models.CharField("办件类型", max_length=1, choices=list(codes.HANDLINGS.items()))
    unit_code = models.CharField(max_length=40)
    unit_name = models.CharField("实施主体", max_length=120)
    unit_order = models.CharField(max_length=64, blank=True, help_text="path in the tree of units")
    is_for_persons = models.BooleanField()
    is_for_organisations = models.BooleanField()
    is_online = models.BooleanField("网上办理")
    online_depth = models.CharField("网上办理深度", max_length=1, choices=list(codes.DEPTHS.items()))
    visits = models.PositiveSmallIntegerField("到办事现场次数")
    has_fee = models.BooleanField("是否收费")
    promise = models.CharField("承诺办结时限", max_length=60, blank=True, help_text="in words")
    is_open = models.BooleanField(default=True)
    effective_from = models.DateField("生效日期")
    last_checked_on = models.DateField("最近核对日期")
    ended_on = models.DateField("停止日期", null=True)
    ended_because = models.TextField("停止原因", blank=True)
    successor_code = models.CharField(max_length=60, blank=True, help_text="the item it was merged into")
    sequence = models.PositiveIntegerField(help_text="of what the inner side said last")
    current = models.OneToOneField("GuideEdition", null=True, on_delete=models.PROTECT, related_name="+")

    objects = GuideQuerySet.as_manager()

    class Meta:
        verbose_name = "办事指南"
        indexes = [
            models.Index(fields=["unit_order", "unit_code", "name", "code"], name="guide_in_order"),
            models.Index(fields=["unit_code"], condition=Q(is_open=True), name="guide_open_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_open=True, ended_on=None) | Q(is_open=False, ended_on__isnull=False),
                name="guide_ends_on_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def edition_number(self) -> int:
        return self.current.number if self.current else 0

    @property
    def digest(self) -> str:
        return self.current.digest if self.current else ""

    @property
    def elements(self) -> Elements:
        """What it says now; fetch lists ``with_elements()``."""
        return self.current.elements  # type: ignore[union-attr]

    @property
    def audience(self) -> str:
        """In words."""
        labels = (("个人", self.is_for_persons), ("企业和组织", self.is_for_organisations))
        return "、".join(label for label, is_meant in labels if is_meant)


class GuideEdition(models.Model):
    """What a guide said in one edition: drafts and cases of an earlier edition stay readable."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SM3 of the document")
    payload = models.JSONField(help_text="as in elements.Elements")
    effective_from = models.DateField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["guide", "number"], name="guide_edition_once")]

    def __str__(self) -> str:
        return f"{self.guide.name} 第{self.number}版"

    @cached_property
    def elements(self) -> Elements:
        return Elements.model_validate(self.payload)


class GuideTheme(models.Model):
    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="themes")
    theme = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "guide"], name="guide_once_under_theme")]


class GuideFile(models.Model):
    """A sample or a blank form that everybody may fetch while an edition shows it."""

    edition = models.ForeignKey(GuideEdition, on_delete=models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "stored"], name="guide_file_once")]
