"""What can be booked, and who has booked? Offers and appointments outside, bookings inside."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.subsystems.approvals.counter import rules
from yiwang.subsystems.approvals.counter.models.queue import Service, Ticket, new_reference


class OfferQuerySet(models.QuerySet["Offer"]):
    def open(self) -> Self:
        return self.filter(is_open=True).exclude(slots="")


class Offer(models.Model):
    """Outer side: a service of a hall whose times can be booked."""

    hall = models.CharField(max_length=20, help_text="code")
    letter = models.CharField(max_length=1)
    hall_name = models.CharField(max_length=80)
    address = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=60)
    covers = models.CharField(max_length=200, blank=True)
    slots = models.TextField(blank=True)
    days_ahead = models.PositiveSmallIntegerField(default=7)
    is_open = models.BooleanField(default=True)
    version = models.PositiveIntegerField()

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["hall_name", "letter"]
        constraints = [models.UniqueConstraint(fields=["hall", "letter"], name="offer_once")]

    def __str__(self) -> str:
        return f"{self.hall_name} {self.name}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def standing(self) -> Self:
        return self.filter(cancelled_at=None)


class Appointment(models.Model):
    """Outer side: a time that somebody booked. How it is called, and no more, is known of them."""

    reference = models.CharField(max_length=32, unique=True, default=new_reference)
    code_digest = models.CharField(max_length=64, unique=True, help_text="of the code on the confirmation")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="appointments")
    day = models.DateField()
    begins = models.TimeField()
    ends = models.TimeField()
    called = models.CharField("称呼", max_length=20)
    matter = models.CharField("办理事项", max_length=100, blank=True)
    made_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["offer", "day", "begins"], condition=Q(cancelled_at=None), name="appointment_standing"
            )
        ]


class BookingQuerySet(models.QuerySet["Booking"]):
    def past(self, day: date) -> Self:
        return self.filter(state="booked", day__lt=day)


class Booking(models.Model):
    """Inner side: an appointment as the hall expects it."""

    reference = models.CharField(max_length=32, unique=True)
    code_digest = models.CharField(max_length=64, unique=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="bookings")
    day = models.DateField()
    begins = models.TimeField()
    ends = models.TimeField()
    called = models.CharField(max_length=20)
    matter = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=9, choices=list(rules.BOOKING_STATES.items()), default="booked")
    ticket = models.OneToOneField(Ticket, null=True, on_delete=models.PROTECT, related_name="booking")

    objects = BookingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["service", "day", "begins"], name="booking_of_day"),
            models.Index(fields=["day"], condition=Q(state="booked"), name="booking_expected"),
        ]

    @property
    def tone(self) -> str:
        return rules.BOOKING_TONES[self.state]

    @property
    def label(self) -> str:
        return f"{self.begins:%H:%M}—{self.ends:%H:%M}"
