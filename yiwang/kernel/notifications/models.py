"""Which messages are there for people, and which are on their way out?"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from yiwang.kernel.deadlines.waiting import is_due
from yiwang.kernel.notifications.rules import BACK_OFF, masked


class Channel(models.TextChoices):
    EMAIL = "email", "电子邮件"
    SMS = "sms", "短信"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, person_id: int) -> "NoticeQuerySet":
        return self.filter(person_id=person_id)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def unread_first(self) -> "NoticeQuerySet":
        is_read = models.Case(models.When(read_at=None, then=0), default=1)
        return self.alias(is_read=is_read).order_by("is_read", "-id")


class Notice(models.Model):
    """A message inside the site. Everybody reads only their own."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    link = models.CharField(
        max_length=300, blank=True, help_text="a path on this site: where it is dealt with"
    )
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=120, blank=True, help_text="the same key is told to a person once")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["person", "id"], name="notice_by_person"),
            models.Index(fields=["person", "id"], condition=Q(read_at=None), name="notice_unread"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], condition=~Q(key=""), name="notice_told_once"),
        ]

    @property
    def address(self) -> str:
        return reverse("notifications:notice", args=[self.pk])


class Preference(models.Model):
    """Which channels a person wants beside the site; without a row: all."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_email = models.BooleanField("电子邮件", default=True)
    by_sms = models.BooleanField("短信", default=True)


class OutgoingQuerySet(models.QuerySet["Outgoing"]):
    def on_the_way(self) -> "OutgoingQuerySet":
        return self.filter(state__in=[Outgoing.State.WAITING, Outgoing.State.SENDING])

    def due(self, now: datetime) -> "OutgoingQuerySet":
        """To be tried now: those that wait, and those whose sender has not been heard of for a lease."""
        has_come = is_due("next_attempt_at", now, BACK_OFF[-1])
        return self.on_the_way().filter(has_come).order_by("next_attempt_at", "id")

    def stuck(self) -> "OutgoingQuerySet":
        """Failed for good or at least once: what somebody should look at."""
        hopeless = Q(state__in=[Outgoing.State.FAILED, Outgoing.State.GIVEN_UP])
        return self.filter(hopeless | Q(state=Outgoing.State.WAITING) & ~Q(last_error=""))


class Outgoing(models.Model):
    """One message to one address, from the moment it is owed until there is proof that it was taken over."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待发送"
        SENDING = "sending", "正在发送"
        SENT = "sent", "已送出"
        FAILED = "failed", "被拒收"
        GIVEN_UP = "given_up", "多次未成"
        DROPPED = "dropped", "已取消"

    channel = models.CharField(max_length=10, choices=Channel.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    address = models.CharField(max_length=254, help_text="shown masked only")
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    key = models.CharField(max_length=160, unique=True, help_text="the same key goes out once")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(help_text="while sending: when the sender's claim lapses")
    claim = models.CharField(max_length=32, blank=True, help_text="random token of the sender at it")
    sent_at = models.DateTimeField(null=True)
    proof = models.CharField(
        max_length=300, blank=True, help_text="what the other side answered on taking it"
    )
    last_error = models.CharField(max_length=300, blank=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=Q(state__in=["waiting", "sending"]),
                name="outgoing_due",
            ),
            models.Index(
                fields=["id"],
                condition=Q(state__in=["failed", "given_up"]) | (Q(state="waiting") & ~Q(last_error="")),
                name="outgoing_stuck",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sent") | (~Q(proof="") & Q(sent_at__isnull=False)),
                name="outgoing_sent_needs_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.masked_address} {self.subject}".strip()

    @property
    def masked_address(self) -> str:
        return masked(self.address)

    @property
    def is_stuck(self) -> bool:
        hopeless = self.state in {self.State.FAILED, self.State.GIVEN_UP}
        return hopeless or (self.state == self.State.WAITING and bool(self.last_error))


class Outage(models.Model):
    """A channel that cannot be reached; it is left alone until ``paused_until``. No row: it works."""

    channel = models.CharField(max_length=10, choices=Channel.choices, primary_key=True)
    began_at = models.DateTimeField()
    paused_until = models.DateTimeField()
    failures = models.PositiveIntegerField(default=1)
    reason = models.CharField(max_length=300)
