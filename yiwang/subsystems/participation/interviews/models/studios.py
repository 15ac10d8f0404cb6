"""Which studios are there, and who has booked them?"""

from django.db import models
from django.db.models import F, Q

from yiwang.subsystems.participation.interviews.models.interviews import Interview


class Studio(models.Model):
    """A room for interviews. Whoever books it locks the row, so that no two bookings overlap."""

    name = models.CharField("名称", max_length=60, unique=True)
    place = models.CharField("地点", max_length=120, blank=True)
    equipment = models.CharField("设备", max_length=200, blank=True)
    is_open = models.BooleanField("开放预订", default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Booking(models.Model):
    studio = models.ForeignKey(Studio, on_delete=models.PROTECT, related_name="bookings")
    interview = models.OneToOneField(Interview, on_delete=models.CASCADE, related_name="booking")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    booked_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["studio", "starts_at"], name="booking_one_each_start"),
        ]
        indexes = [models.Index(fields=["studio", "ends_at"], name="booking_of_studio")]

    def __str__(self) -> str:
        return f"{self.studio}：{self.interview}"
