"""Which systems of the units work together with the platform, with which tokens, and what are they told?"""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.deadlines.waiting import is_due
from yiwang.kernel.organizations import masking
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.kernel.systems import happenings, rules, scopes


class SystemQuerySet(UnitScoped["System"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def told(self) -> Self:
        """Those that are told of what happens."""
        return self.active().exclude(webhook_address="")

    def matching(self, text: str) -> Self:
        return self.filter(
            Q(name__icontains=text) | Q(code__istartswith=text) | Q(unit__name__icontains=text)
        )


class System(models.Model):
    """A unit's own system: what it is called, who owns it, how far it is joined, whether it may come in."""

    class State(models.TextChoices):
        PLANNED = "planned", "规划中"
        TESTING = "testing", "联调中"
        LIVE = "live", "已上线"
        RETIRED = "retired", "已下线"

    code = models.CharField("系统代码", max_length=40, unique=True)
    name = models.CharField("系统名称", max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField("用途", max_length=300, blank=True)
    interface = models.CharField(
        "接口", max_length=300, blank=True, help_text="over which it is joined: API, webhook, database, files"
    )
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True, help_text="shown masked only")
    state = models.CharField("对接状态", max_length=10, choices=State.choices, default=State.PLANNED)
    is_active = models.BooleanField("在用", default=True)
    registered_at = models.DateTimeField(null=True)
    webhook_address = models.CharField("回调地址", max_length=300, blank=True)
    webhook_secret = models.TextField(blank=True, help_text="under organizations.sealing")
    rests_until = models.DateTimeField(null=True, help_text="its receiver is silent: left alone so long")
    failures = models.PositiveIntegerField(default=0, help_text="attempts in a row that did not get through")

    objects = SystemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="retired") | Q(is_active=False), name="system_retired_is_inactive"
            ),
            models.CheckConstraint(
                condition=Q(webhook_address="") | ~Q(webhook_secret=""), name="system_webhook_is_signed"
            ),
        ]
        indexes = [models.Index(fields=["unit", "name"], name="system_of_unit")]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_phone(self) -> str:
        phone = self.contact_phone
        return masking.mobile(phone) if masking.MOBILE.fullmatch(phone) else masking.fixed_phone(phone)


class TokenQuerySet(UnitScoped["Token"]):
    unit_path = "system__unit__path"

    def usable(self, today: date) -> Self:
        return self.filter(revoked_at=None, expires_on__gte=today)


class Token(models.Model):
    """By which a system is known. The token itself is shown once and nowhere kept."""

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField("用途", max_length=60)
    prefix = models.CharField(max_length=12, help_text="its first characters, to tell one from another")
    digest = models.CharField(max_length=64, unique=True, help_text="SM3 of the token")
    scopes = models.JSONField("权限", default=list)
    calls_per_minute = models.PositiveIntegerField("每分钟调用次数", default=rules.CALLS_PER_MINUTE)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=80, help_text="person, as named then")
    expires_on = models.DateField("有效期至", help_text="the last day on which it counts")
    last_used_at = models.DateTimeField(null=True, help_text="written at most once a minute")
    revoked_at = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.label}"

    @property
    def scope_labels(self) -> list[str]:
        return [scopes.label(code) for code in self.scopes]

    def is_expired(self, today: date) -> bool:
        return self.expires_on < today


class CallQuerySet(UnitScoped["Call"]):
    unit_path = "system__unit__path"

    def due(self, now: datetime) -> Self:
        """To be tried now: those that wait, and those whose sender has not been heard of for a lease."""
        has_come = is_due("next_attempt_at", now, rules.BACK_OFF[-1])
        waiting = self.filter(has_come, state__in=[Call.State.WAITING, Call.State.SENDING])
        return waiting.order_by("next_attempt_at", "id")

    def settled(self) -> Self:
        return self.filter(state__in=[Call.State.DELIVERED, Call.State.DROPPED, Call.State.DEAD])

    def stuck(self) -> Self:
        """Given up, or failed at least once: what somebody should look at."""
        return self.filter(Q(state=Call.State.DEAD) | Q(state=Call.State.WAITING) & ~Q(last_error=""))


class Call(models.Model):
    """Something that a system is to be told, from the moment it is owed until the system says it has it."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待推送"
        SENDING = "sending", "正在推送"
        DELIVERED = "delivered", "已送达"
        DEAD = "dead", "多次未成"
        DROPPED = "dropped", "已取消"

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="calls", db_index=False)
    event = models.CharField(max_length=60, help_text="declared in systems.happenings")
    body = models.JSONField()
    key = models.CharField(max_length=120, help_text="the same key is told a system once")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(help_text="while sending: when the sender's claim lapses")
    claim = models.CharField(max_length=32, blank=True, help_text="random token of the sender at it")
    delivered_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=rules.REASON_LENGTH, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["system", "key"], name="call_once"),
            models.CheckConstraint(
                condition=~Q(state="delivered") | Q(delivered_at__isnull=False),
                name="call_delivered_says_when",
            ),
            models.CheckConstraint(condition=~Q(state="dead") | ~Q(last_error=""), name="call_dead_says_why"),
        ]
        indexes = [
            models.Index(
                fields=["system", "next_attempt_at", "id"],
                condition=Q(state__in=["waiting", "sending"]),
                name="call_due",
            ),
            models.Index(
                fields=["id"],
                condition=Q(state="dead") | (Q(state="waiting") & ~Q(last_error="")),
                name="call_stuck",
            ),
            models.Index(fields=["system", "-id"], name="call_of_system"),
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["delivered", "dropped", "dead"]),
                name="call_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_label} {self.key}"

    @property
    def event_label(self) -> str:
        return happenings.label(self.event)

    @property
    def is_stuck(self) -> bool:
        return self.state == self.State.DEAD or (self.state == self.State.WAITING and bool(self.last_error))


class Submission(models.Model):
    """What a system asked for under a key of its own, so that asking again changes nothing."""

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+", db_index=False)
    deed = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, help_text="SM3 of what was asked")
    outcome = models.CharField(max_length=64, blank=True, help_text="what came of it, such as a uid")
    asked_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "deed", "key"], name="submission_once"),
        ]
