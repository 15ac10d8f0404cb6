"""Which certificates were issued, to whom, and what happened to each; what does the public see of them?"""

import secrets
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from yiwang.kernel.cases.models import Case
from yiwang.kernel.identifiers.rules import KINDS
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.visibility import UnitScoped
from yiwang.subsystems.approvals.certificates import rules

HOLDER_KINDS = {"organisation": "法人及非法人组织", "household": "个体工商户", "person": "自然人"}


def new_reference() -> str:
    return secrets.token_hex(16)


def new_code() -> str:
    return "".join(secrets.choice(rules.CODE_ALPHABET) for _ in range(rules.CODE_LENGTH))


class Kind(models.Model):
    """A kind of certificate with its rules; made with the first certificate of a name where it is missing."""

    code = models.CharField("种类代码", max_length=12, unique=True)
    name = models.CharField("证照名称", max_length=100, unique=True)
    pattern = models.CharField("编号规则", max_length=60, default=rules.PATTERN)
    basis = models.TextField("设定依据", blank=True)
    renewal_days = models.PositiveSmallIntegerField("届满前多少日提出延续", default=rules.RENEWAL_DAYS)
    takes_late = models.BooleanField("接受逾期提出的延续申请", default=False)
    has_checks = models.BooleanField("需要年检", default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Series(models.Model):
    """The last serial number given out, one row locked at a time: a number is used or was never given."""

    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="series")
    key = models.CharField(max_length=60, blank=True, help_text="unit and year where the rule names them")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="certificate_series_once")]


class CertificateQuerySet(UnitScoped["Certificate"]):
    """``visible_to(post)``: those issued by the post's unit and the units below it."""

    def in_full(self) -> Self:
        return self.select_related("kind", "unit", "case")

    def standing(self, state: str) -> Self:
        return self.filter(state=state)

    def in_force(self) -> Self:
        return self.filter(state__in=rules.IN_FORCE)

    def ended_before(self, day: date) -> Self:
        """The last day is over, and nobody noted it yet."""
        return self.filter(state__in=rules.STANDING - {rules.DEEMED}, valid_until__lt=day)

    def ending(self, first: date, last: date) -> Self:
        return self.in_force().filter(valid_until__range=(first, last))

    def waiting_for_decision(self) -> Self:
        """Renewal was asked for, and neither granted nor refused."""
        return self.filter(state__in=rules.IN_FORCE, renewal_asked_on__isnull=False)

    def unreminded(self) -> Self:
        """Nobody was told yet that it ends on the day on which it ends now."""
        return self.exclude(reminded_for=F("valid_until"))

    def unshown(self) -> Self:
        """What the outer zone was not told yet."""
        return self.filter(shown_revision__lt=F("revision"))

    def older_than(self, pk: int) -> Self:
        return self.filter(pk__lt=pk)


class Certificate(models.Model):
    """A licence or certificate as it holds now; its number is never given out again."""

    reference = models.CharField(
        max_length=32, unique=True, default=new_reference, help_text="in the QR code"
    )
    check_code = models.CharField("校验码", max_length=8, default=new_code, help_text="printed on it")
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField("证照编号", max_length=rules.NUMBER_LENGTH, unique=True)
    name = models.CharField("证照名称", max_length=100)
    holder_kind = models.CharField("持证人类别", max_length=12, choices=list(HOLDER_KINDS.items()))
    holder_name = models.CharField("持证人", max_length=200)
    id_kind = models.CharField("证件类型", max_length=20, choices=list(KINDS.items()))
    id_masked = models.CharField("证件号码", max_length=60)
    id_digest = models.CharField(max_length=64, help_text="HMAC-SM3 of kind and number, to find them")
    sealed = models.TextField(help_text="number, representative, phone, address: see holders")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="who issued it")
    unit_name = models.CharField("发证机关", max_length=200, help_text="as it was called on that day")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    decision_number = models.CharField("决定文书号", max_length=100, blank=True)
    basis = models.TextField("依据", blank=True)
    content = models.TextField("许可内容")
    issued_on = models.DateField("发证日期")
    valid_from = models.DateField("有效期自")
    valid_until = models.DateField("有效期至", help_text="2099-12-31: without end")
    state = models.CharField("状态", max_length=10, choices=list(rules.STATES.items()), default=rules.VALID)
    suspended_until = models.DateField("暂扣至", null=True)
    renewal_asked_on = models.DateField("提出延续日期", null=True)
    is_renewal_timely = models.BooleanField(default=False)
    checked_for = models.PositiveSmallIntegerField("最近年检年度", null=True)
    reminded_for = models.DateField(null=True, help_text="the end of which holder and keepers were reminded")
    revision = models.PositiveIntegerField(default=0)
    shown_revision = models.PositiveIntegerField(default=0, help_text="which one the outer zone was told")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-id"], name="certificate_of_unit"),
            models.Index(fields=["id_digest"], name="certificate_of_holder"),
            models.Index(fields=["valid_until"], name="certificate_ending"),
            models.Index(
                fields=["renewal_asked_on"],
                condition=Q(renewal_asked_on__isnull=False),
                name="certificate_renewal_waits",
            ),
            models.Index(
                fields=["id"], condition=Q(shown_revision__lt=F("revision")), name="certificate_unshown"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from"), valid_until__lte=rules.UNLIMITED),
                name="certificate_ends_after_beginning",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(rules.STATES)), name="certificate_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(is_renewal_timely=False) | Q(renewal_asked_on__isnull=False),
                name="certificate_timely_was_asked",
            ),
            models.CheckConstraint(
                condition=Q(shown_revision__lte=F("revision")), name="certificate_shown_not_ahead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @property
    def tone(self) -> str:
        return rules.TONES[self.state]

    @property
    def is_unlimited(self) -> bool:
        return self.valid_until == rules.UNLIMITED

    @property
    def validity(self) -> str:
        return rules.validity(self.valid_from, self.valid_until)

    @property
    def grouped_code(self) -> str:
        return rules.grouped(self.check_code)


class Event(models.Model):
    """What happened to a certificate, with its ground and what it changed."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    deed = models.CharField(max_length=20, choices=list(rules.EVENTS.items()))
    at = models.DateTimeField()
    person = models.CharField(max_length=80)
    unit = models.CharField(max_length=200, blank=True)
    ground = models.CharField("情形", max_length=10, blank=True, help_text="article, paragraph and item")
    text = models.TextField("理由", blank=True)
    decision_number = models.CharField("文书号", max_length=100, blank=True)
    changes = models.JSONField(default=dict, help_text="by label: before and after")
    state_before = models.CharField(max_length=10, blank=True)
    state_after = models.CharField(max_length=10)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "number"], name="certificate_event_once"),
            models.CheckConstraint(
                condition=~Q(deed__in=["annul", "cancel"]) | ~Q(ground=""), name="certificate_end_has_ground"
            ),
        ]

    @property
    def label(self) -> str:
        return rules.label(self.deed)

    @property
    def ground_label(self) -> str:
        return rules.ground_label(self.ground)


class Shown(models.Model):
    """Outer side: a certificate as anybody may verify it who holds it; nothing here is secret."""

    reference = models.CharField(max_length=32, unique=True)
    number = models.CharField("证照编号", max_length=rules.NUMBER_LENGTH, unique=True)
    check_code = models.CharField(max_length=8)
    revision = models.PositiveIntegerField()
    name = models.CharField("证照名称", max_length=100)
    holder = models.CharField("持证人", max_length=200, help_text="a person's name is masked")
    unit = models.CharField("发证机关", max_length=200)
    content = models.TextField("许可内容")
    issued_on = models.DateField("发证日期")
    valid_from = models.DateField()
    valid_until = models.DateField()
    state = models.CharField(max_length=10, choices=list(rules.STATES.items()))
    suspended_until = models.DateField(null=True)
    has_timely_request = models.BooleanField(default=False)
    said_at = models.DateTimeField("更新时间", help_text="by the clock of the inner side")

    @property
    def validity(self) -> str:
        return rules.validity(self.valid_from, self.valid_until)
