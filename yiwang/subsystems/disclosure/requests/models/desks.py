"""Which organs take requests, where and when (art. 12), and what of it stands outside?"""

from typing import Any, Self

from django.db import models

from yiwang.kernel.exchange.models import Crossing
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import UnitScoped


class DeskQuerySet(UnitScoped["Desk"]):
    def in_order(self) -> Self:
        return self.order_by("order", "pk")


class Desk(Crossing):
    """The disclosure office of an organ. Kept inside; what the public must know stands outside."""

    code = models.SlugField(max_length=40, unique=True, help_text="by which the outer zone knows it")
    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    office = models.CharField("受理机构", max_length=80)
    address = models.CharField("办公地址", max_length=160)
    hours = models.CharField("办公时间", max_length=120)
    phone = models.CharField("联系电话", max_length=40)
    fax = models.CharField("传真", max_length=40, blank=True)
    is_open = models.BooleanField("接受网上申请", default=True)
    notice = models.CharField("暂停期间的公告", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=100)

    objects = DeskQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.office}（第{self.pk}号）"


class OpenDeskQuerySet(models.QuerySet[Any]):
    def in_order(self) -> Self:
        return self.order_by("order", "pk")


class OpenDesk(models.Model):
    """Outer side: an organ that takes requests, as the public sees it."""

    code = models.SlugField(max_length=40, unique=True)
    sequence = models.PositiveIntegerField()
    unit_name = models.CharField(max_length=120)
    office = models.CharField(max_length=80)
    address = models.CharField(max_length=160)
    hours = models.CharField(max_length=120)
    phone = models.CharField(max_length=40)
    fax = models.CharField(max_length=40, blank=True)
    is_open = models.BooleanField()
    notice = models.CharField(max_length=300, blank=True)
    order = models.PositiveSmallIntegerField()

    objects = OpenDeskQuerySet.as_manager()

    def __str__(self) -> str:
        return self.unit_name
