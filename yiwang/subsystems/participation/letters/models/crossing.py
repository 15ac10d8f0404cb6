"""What does every row carry that the outer zone has to learn of?"""

from typing import Any, Self

from django.db import models
from django.db.models import F


class CrossingQuerySet(models.QuerySet[Any]):
    def owed(self) -> Self:
        """What the outer zone does not know yet, and no rule forbids to send."""
        return self.filter(sequence__gt=F("sent_sequence"), trouble="")

    def stuck(self) -> Self:
        return self.exclude(trouble="")


class Crossing(models.Model):
    """Counted in the transaction of the deed; sent at once or by the regular job."""

    sequence = models.PositiveIntegerField(default=0, help_text="what the outer zone has to know")
    sent_sequence = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True, help_text="why it did not get there")

    class Meta:
        abstract = True
