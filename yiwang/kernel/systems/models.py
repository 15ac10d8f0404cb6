"""Which systems of the units work together with the platform?"""

from django.db import models

from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import UnitScoped


class System(models.Model):
    """A unit's own system: what it is called, who owns it, whether it may still come in."""

    code = models.CharField("系统代码", max_length=40, unique=True)
    name = models.CharField("系统名称", max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField("在用", default=True)

    objects = UnitScoped["System"].as_manager()

    def __str__(self) -> str:
        return self.name
