"""Which halls and windows are there, who sits where, and who waits? (inner side)"""

import secrets
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.subsystems.approvals.counter import rules


def new_reference() -> str:
    return secrets.token_hex(16)


class HallQuerySet(UnitScoped["Hall"]):
    def open(self) -> Self:
        return self.filter(is_open=True)


class Hall(models.Model):
    """A place where the public is served at windows."""

    code = models.SlugField("代号", max_length=20, unique=True, help_text="in addresses of kiosk and screen")
    name = models.CharField("名称", max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="which runs it")
    address = models.CharField("地址", max_length=200, blank=True)
    hours = models.CharField("办公时间", max_length=100, blank=True)
    is_open = models.BooleanField("启用", default=True)
    version = models.PositiveIntegerField(default=0, help_text="counts what was told to the outer side")
    delivers_for = models.ManyToManyField(
        Unit, related_name="+", blank=True, help_text="whose results its clerks hand over; none unless named"
    )

    objects = HallQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """What people queue for in a hall: a letter, the units or themes that it covers, the times to book."""

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="services")
    letter = models.CharField("代号", max_length=1)
    name = models.CharField("业务", max_length=60)
    covers = models.CharField("办理范围", max_length=200, blank=True, help_text="as people read it")
    themes = models.JSONField("主题", default=list, help_text="codes of items.themes")
    units = models.ManyToManyField(Unit, related_name="+", blank=True)
    slots = models.TextField("预约时段", blank=True, help_text="see rules.read_slots; empty: no booking")
    days_ahead = models.PositiveSmallIntegerField("可约天数", default=7)
    is_open = models.BooleanField("启用", default=True)

    class Meta:
        ordering = ["letter"]
        constraints = [models.UniqueConstraint(fields=["hall", "letter"], name="service_letter_once")]

    def __str__(self) -> str:
        return f"{self.letter} {self.name}"


class WindowQuerySet(models.QuerySet["Window"]):
    def staffed(self) -> Self:
        return self.filter(clerk__isnull=False)


class Window(models.Model):
    """A window of a hall, what it serves, and who sits there now."""

    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="windows")
    number = models.PositiveSmallIntegerField("窗口号")
    name = models.CharField("名称", max_length=60, blank=True)
    services = models.ManyToManyField(Service, related_name="windows", blank=True)
    is_open = models.BooleanField("启用", default=True)
    clerk = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sat_at = models.DateTimeField(null=True)
    is_paused = models.BooleanField("暂停服务", default=False)
    priority_in_a_row = models.PositiveSmallIntegerField(default=0, help_text="see rules.turn")

    objects = WindowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["hall", "number"], name="window_number_once"),
            models.UniqueConstraint(
                fields=["clerk"], condition=Q(clerk__isnull=False), name="window_one_for_a_clerk"
            ),
            models.CheckConstraint(
                condition=Q(clerk=None, sat_at=None) | Q(clerk__isnull=False, sat_at__isnull=False),
                name="window_sat_since",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.number}号窗口"


class Series(models.Model):
    """The last number of a letter, of a hall, of a day. Whoever numbers locks the row: no gaps."""

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    letter = models.CharField(max_length=1)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hall", "day", "letter"], name="ticket_series_once_a_day")
        ]


class TicketQuerySet(models.QuerySet["Ticket"]):
    def of_day(self, day: date) -> Self:
        return self.filter(day=day)

    def waiting(self) -> Self:
        return self.filter(state=rules.WAITING)

    def at_window(self) -> Self:
        return self.filter(state__in=sorted(rules.AT_WINDOW))

    def in_turn(self) -> Self:
        return self.order_by("-is_priority", "queued_at", "pk")


class Ticket(models.Model):
    """A number that somebody took, from waiting to the end."""

    reference = models.CharField(max_length=32, unique=True, default=new_reference, help_text="its own page")
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="tickets")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="tickets")
    day = models.DateField()
    number = models.CharField("号码", max_length=6)
    state = models.CharField(max_length=8, choices=list(rules.STATES.items()), default=rules.WAITING)
    way = models.CharField(max_length=6, choices=list(rules.WAYS.items()))
    priority = models.CharField(max_length=8, blank=True, choices=list(rules.REASONS.items()))
    is_priority = models.BooleanField(default=False)
    taken_at = models.DateTimeField()
    queued_at = models.DateTimeField(help_text="since when it waits for the service it waits for now")
    window = models.ForeignKey(Window, null=True, on_delete=models.PROTECT, related_name="tickets")
    clerk = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    first_called_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    calls = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    transfers = models.PositiveSmallIntegerField(default=0)

    objects = TicketQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["service", "-is_priority", "queued_at", "id"],
                condition=Q(state="waiting"),
                name="ticket_waiting",
            ),
            models.Index(fields=["hall", "day", "state"], name="ticket_of_day"),
            models.Index(fields=["window", "day"], name="ticket_of_window"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["hall", "day", "number"], name="ticket_number_once_a_day"),
            models.UniqueConstraint(
                fields=["window"],
                condition=Q(state__in=["called", "serving"]),
                name="ticket_one_at_a_window",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["called", "serving"])
                | Q(window__isnull=False, called_at__isnull=False, clerk__isnull=False),
                name="ticket_called_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "no_show", "lapsed"], ended_at__isnull=False)
                | Q(state__in=["waiting", "called", "serving"], ended_at=None),
                name="ticket_ends_with_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def tone(self) -> str:
        return rules.TONES[self.state]


class Call(models.Model):
    """A number called to a window: what the screen shows and the voice says, in order."""

    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="calls")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="+")
    is_again = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["hall", "-id"], name="call_newest")]

    @property
    def text(self) -> str:
        return rules.announcement(self.ticket.number, self.window.label, is_again=self.is_again)
