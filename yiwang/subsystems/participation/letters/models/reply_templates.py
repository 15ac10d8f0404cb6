"""Which ready words does a unit, or the whole city, keep for its replies?"""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import in_subtree


class ReplyTemplateQuerySet(models.QuerySet["ReplyTemplate"]):
    def visible_to(self, post: Any) -> Self:
        """The city's, its own unit's and those of the units below."""
        if post is None:
            return self.none()
        if post.unit.parent_id is None:
            return self
        return self.filter(Q(unit=None) | in_subtree("unit__path", post.unit.path))

    def for_unit(self, unit: Unit) -> Self:
        """What the unit may use: the city's, its own, and those of the units above it."""
        own = [*paths.above(unit.path), unit.path]
        return self.filter(Q(unit=None) | Q(unit__path__in=own), is_open=True)

    def in_order(self) -> Self:
        return self.order_by("order", "name", "pk")


class ReplyTemplate(models.Model):
    """Words with place-holders. Earlier words stand in the record of acts."""

    unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", help_text="None: every unit's"
    )
    name = models.CharField("名称", max_length=40)
    text = models.TextField("内容")
    types = models.JSONField(default=list, help_text="codes of rules.TYPES; empty: any")
    subjects = models.JSONField(default=list, help_text="empty: any")
    order = models.PositiveSmallIntegerField("排序", default=100)
    is_open = models.BooleanField("启用", default=True)
    version = models.PositiveIntegerField(default=1, help_text="one more with each change")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    objects = ReplyTemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(unit__isnull=False), name="letter_template_of_unit_once"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(unit=None), name="letter_template_of_city_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def fits(self, type_code: str, subject: str) -> bool:
        is_of_type = not self.types or type_code in self.types
        return is_of_type and (not self.subjects or subject in self.subjects)
