"""What must the other zone hear of halls and appointments?"""

from typing import Self

from django.db import models
from django.db.models import Q


class TidingQuerySet(models.QuerySet["Tiding"]):
    def waiting(self) -> Self:
        return self.filter(envelope="").order_by("pk")


class Tiding(models.Model):
    """Owed in the transaction of the deed; sent when the zone is known, then carried by nodes."""

    zone = models.CharField(max_length=5)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    body = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    envelope = models.CharField(max_length=32, blank=True)

    objects = TidingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(envelope=""), name="tiding_waiting")]
