"""Which bills were sent, what was paid on them, given back, and compared? (inner side)"""

import secrets
from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from yiwang.kernel.cases.models import Case
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.kernel.organizations.visibility import UnitScoped, in_subtree
from yiwang.subsystems.approvals.payments import rules


def new_reference() -> str:
    return secrets.token_hex(16)


class Series(models.Model):
    """The last serial number of a prefix and a day, or of a year. Whoever numbers locks the row: no gaps."""

    prefix = models.CharField(max_length=4)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "day"], name="payment_series_once_a_day")]


class BillQuerySet(UnitScoped["Bill"]):
    def visible_to(self, post: Any) -> Self:
        """Those for cases of the post's units, and those that its units have sent."""
        own = super().visible_to(post)
        if post is None or post.unit.parent_id is None:
            return own
        return self.filter(
            in_subtree("unit__path", post.unit.path) | in_subtree("demanded_by__path", post.unit.path)
        )

    def due(self) -> Self:
        return self.filter(state=rules.DUE)

    def overdue(self, day: date) -> Self:
        return self.due().filter(due_on__lt=day)

    def issued_between(self, since: datetime, until: datetime) -> Self:
        return self.filter(issued_at__gte=since, issued_at__lt=until)

    def in_full(self) -> Self:
        """What a list shows, in one query."""
        return self.select_related("case", "unit", "demanded_by")


class Bill(models.Model):
    """缴款通知: what has to be paid for a case, and what became of it."""

    reference = models.CharField(max_length=32, unique=True, default=new_reference, help_text="for outside")
    number = models.CharField("缴款通知编号", max_length=24, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="bills")
    submission = models.CharField(max_length=32, blank=True, help_text="where the payer tracks it, outside")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", help_text="of the case")
    demanded_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    payer = models.CharField("缴款人", max_length=120)
    state = models.CharField(max_length=8, choices=list(rules.STATES.items()), default=rules.DUE)
    total = models.BigIntegerField("应缴金额", help_text="fen")
    issued_at = models.DateTimeField()
    due_on = models.DateField("缴款期限")
    paid_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    reason = models.CharField("撤销理由", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="counts what was told to the outer side")

    objects = BillQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-issued_at", "-id"], name="bill_newest"),
            models.Index(fields=["unit", "-issued_at"], name="bill_of_unit"),
            models.Index(fields=["due_on"], condition=Q(state="due"), name="bill_due"),
            models.Index(fields=["payer"], name="bill_payer"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(total__gte=0), name="bill_total_not_negative"),
            models.CheckConstraint(
                condition=Q(state="free", total=0) | ~Q(state="free") & Q(total__gt=0) | Q(state="voided"),
                name="bill_free_is_nothing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["paid", "partly", "refunded"], paid_at__isnull=False)
                | Q(state__in=["due", "free", "voided"], paid_at=None),
                name="bill_paid_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="voided", voided_at__isnull=False) & ~Q(reason="")
                | ~Q(state="voided") & Q(voided_at=None),
                name="bill_voided_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"缴款通知 {self.number}"

    @property
    def tone(self) -> str:
        return rules.TONES[self.state]

    @property
    def total_yuan(self) -> str:
        return rules.yuan(self.total)


class BillLine(models.Model):
    """One fee of the item's catalogue as it was when the bill was sent."""

    bill = models.ForeignKey(Bill, on_delete=models.CASCADE, related_name="lines")
    code = models.CharField("收费项目编码", max_length=60)
    name = models.CharField("收费项目", max_length=200)
    standard = models.CharField("收费标准", max_length=200)
    basis = models.TextField("收费依据", blank=True)
    quantity = models.PositiveIntegerField(default=1)
    full = models.BigIntegerField(help_text="fen, by the standard")
    amount = models.BigIntegerField(help_text="fen, to be paid")
    relief = models.CharField(max_length=8, blank=True, choices=list(rules.RELIEFS.items()))
    ground = models.CharField("减免依据", max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["bill", "code"], name="bill_line_once"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, full__gt=0, amount__lte=F("full")), name="bill_line_in_standard"
            ),
            models.CheckConstraint(
                condition=Q(relief="", amount=F("full")) | (~Q(relief="") & ~Q(ground="")),
                name="bill_line_relief_has_ground",
            ),
        ]

    @property
    def full_yuan(self) -> str:
        return rules.yuan(self.full)

    @property
    def amount_yuan(self) -> str:
        return rules.yuan(self.amount)


class Payment(models.Model):
    """Money that arrived. One settles a bill; what came besides is kept until it is given back."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="payments")
    driver = models.CharField(max_length=20, blank=True, help_text="empty: paid at the counter")
    transaction = models.CharField("交易流水号", max_length=64, help_text="of the gateway, or of the slip")
    order = models.CharField("商户订单号", max_length=64, blank=True)
    method = models.CharField(max_length=8, choices=list(rules.METHODS.items()))
    amount = models.BigIntegerField(help_text="fen")
    standing = models.CharField(max_length=9, choices=list(rules.STANDINGS.items()))
    paid_at = models.DateTimeField(help_text="by the clock of whoever took the money")
    entered_at = models.DateTimeField()
    cashier = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    refunded = models.BigIntegerField(default=0, help_text="fen, given back")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["driver", "paid_at"], name="payment_of_day")]
        constraints = [
            models.UniqueConstraint(fields=["driver", "transaction"], name="payment_once"),
            models.UniqueConstraint(
                fields=["bill"], condition=Q(standing="effective"), name="payment_settles_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, refunded__gte=0, refunded__lte=F("amount")),
                name="payment_not_overrefunded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.transaction}"

    @property
    def amount_yuan(self) -> str:
        return rules.yuan(self.amount)

    @property
    def tone(self) -> str:
        return "good" if self.standing == rules.EFFECTIVE else "warn"


class Voucher(models.Model):
    """缴费凭证: the numbered receipt for the payment that settled a bill."""

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="voucher")
    number = models.CharField("凭证编号", max_length=24, unique=True)
    issued_at = models.DateTimeField()
    unit = models.CharField("收款单位", max_length=120)
    stored = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(stored=None), name="voucher_to_draw")]

    def __str__(self) -> str:
        return self.number


class Refund(models.Model):
    """Money to be given back: asked for by one person, approved by another, then ordered."""

    reference = models.CharField(max_length=32, unique=True, default=new_reference)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField(help_text="fen")
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=list(rules.REFUND_STATES.items()), default=rules.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    transaction = models.CharField(max_length=64, blank=True, help_text="the gateway's number of the refund")
    said = models.CharField(max_length=300, blank=True, help_text="why it was declined or failed")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["asked_at"], condition=Q(state="asked"), name="refund_to_approve")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_of_something"),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "failed", "declined"]) | Q(ended_at__isnull=False),
                name="refund_ends_with_moment",
            ),
        ]

    @property
    def amount_yuan(self) -> str:
        return rules.yuan(self.amount)

    @property
    def tone(self) -> str:
        return rules.REFUND_TONES[self.state]


class Statement(models.Model):
    """A gateway's list of one day, compared with ours. Comparing again replaces what is not settled yet."""

    driver = models.CharField(max_length=20)
    day = models.DateField("对账日期")
    entries = models.JSONField(default=list, help_text="as messages.StatementEntry")
    compared_at = models.DateTimeField()
    here_count = models.PositiveIntegerField(default=0)
    here_total = models.BigIntegerField(default=0)
    there_count = models.PositiveIntegerField(default=0)
    there_total = models.BigIntegerField(default=0)
    here_back_count = models.PositiveIntegerField(default=0, help_text="refunds, as the other four")
    here_back_total = models.BigIntegerField(default=0)
    there_back_count = models.PositiveIntegerField(default=0)
    there_back_total = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["-day", "driver"]
        constraints = [models.UniqueConstraint(fields=["driver", "day"], name="statement_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} 对账"

    @property
    def here_yuan(self) -> str:
        return rules.yuan(self.here_total)

    @property
    def there_yuan(self) -> str:
        return rules.yuan(self.there_total)

    @property
    def here_back_yuan(self) -> str:
        return rules.yuan(self.here_back_total)

    @property
    def there_back_yuan(self) -> str:
        return rules.yuan(self.there_back_total)


class Difference(models.Model):
    """Where a statement and our books do not agree, until somebody settles it."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="differences")
    kind = models.CharField(max_length=13, choices=list(rules.DIFFERENCES.items()))
    is_refund = models.BooleanField(default=False, help_text="of money given back, not of money that came")
    transaction = models.CharField(max_length=64)
    order = models.CharField(max_length=64, blank=True)
    here = models.BigIntegerField(null=True)
    there = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    settlement = models.CharField("处理情况", max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "transaction"], name="difference_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settlement="") | Q(settled_at__isnull=False) & ~Q(settlement=""),
                name="difference_settled_says_how",
            ),
        ]

    @property
    def here_yuan(self) -> str:
        return "—" if self.here is None else rules.yuan(self.here)

    @property
    def there_yuan(self) -> str:
        return "—" if self.there is None else rules.yuan(self.there)
