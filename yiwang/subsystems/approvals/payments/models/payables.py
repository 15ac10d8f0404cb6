"""What may the public pay, through which orders, and what do we owe the other zone to say of it?"""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.approvals.payments import rules


class Payable(models.Model):
    """Outer side: a bill as its payer sees it. Its reference is the address under which it is paid."""

    reference = models.CharField(max_length=32, unique=True)
    number = models.CharField(max_length=24, unique=True)
    submission = models.CharField(max_length=32, blank=True, db_index=True, help_text="intake reference")
    title = models.CharField(max_length=200, help_text="of the matter")
    unit = models.CharField(max_length=120)
    payer = models.CharField(max_length=120, help_text="masked")
    lines = models.JSONField(default=list, help_text="messages.BillLine")
    total = models.BigIntegerField(help_text="fen")
    state = models.CharField(max_length=8, choices=list(rules.STATES.items()))
    due_on = models.DateField()
    paid_at = models.DateTimeField(null=True)
    refunded = models.BigIntegerField(default=0)
    version = models.PositiveIntegerField()
    voucher_number = models.CharField(max_length=24, blank=True)
    voucher = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(total__gte=0), name="payable_not_negative")]

    def __str__(self) -> str:
        return self.number

    @property
    def tone(self) -> str:
        return rules.TONES[self.state]

    @property
    def total_yuan(self) -> str:
        return rules.yuan(self.total)

    @property
    def refunded_yuan(self) -> str:
        return rules.yuan(self.refunded)

    @property
    def shown_lines(self) -> list[dict[str, Any]]:
        return [
            {
                **line,
                "full_yuan": rules.yuan(line["full"]),
                "amount_yuan": rules.yuan(line["amount"]),
                "relief_label": rules.RELIEFS[line["relief"]] if line["relief"] else "",
            }
            for line in self.lines
        ]


class OrderQuerySet(models.QuerySet["Order"]):
    def open(self) -> Self:
        return self.filter(state=Order.State.OPEN)

    def to_ask(self, before: datetime) -> Self:
        """Begun a while ago without a word from the gateway since."""
        return self.open().filter(asked_at__lt=before).order_by("asked_at")


class Order(models.Model):
    """Outer side: one attempt to pay a payable through a gateway."""

    class State(models.TextChoices):
        OPEN = "open", "等待支付"
        PAID = "paid", "支付成功"
        FAILED = "failed", "支付未成功"
        LAPSED = "lapsed", "已关闭"

    payable = models.ForeignKey(Payable, on_delete=models.PROTECT, related_name="orders")
    number = models.CharField(max_length=40, unique=True)
    driver = models.CharField(max_length=20)
    amount = models.BigIntegerField(help_text="fen")
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    started_at = models.DateTimeField()
    asked_at = models.DateTimeField(help_text="when the gateway was last asked or began it")
    way = models.JSONField(default=dict, help_text="how it is paid: drivers.driver.Way")
    transaction = models.CharField(max_length=64, blank=True)
    paid_amount = models.BigIntegerField(null=True, help_text="fen, as the gateway says")
    paid_at = models.DateTimeField(null=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["asked_at"], condition=Q(state="open"), name="order_to_ask")]
        constraints = [
            models.UniqueConstraint(
                fields=["driver", "transaction"], condition=~Q(transaction=""), name="order_transaction_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="paid")
                | Q(paid_at__isnull=False, paid_amount__isnull=False) & ~Q(transaction=""),
                name="order_paid_has_proof",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RefundOrder(models.Model):
    """Outer side: money that a gateway is to give back because the inner side says so."""

    reference = models.CharField(max_length=32, unique=True)
    driver = models.CharField(max_length=20)
    order = models.CharField(max_length=64)
    transaction = models.CharField(max_length=64)
    amount = models.BigIntegerField(help_text="fen")
    reason = models.CharField(max_length=300)
    taken_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["next_at"], condition=Q(ended_at=None), name="refund_order_waiting")]


class OwedQuerySet(models.QuerySet["Owed"]):
    def waiting(self) -> Self:
        return self.filter(envelope="", trouble="").order_by("pk")

    def stuck(self) -> Self:
        return self.exclude(trouble="").order_by("pk")


class Owed(models.Model):
    """Something that the other zone must hear; done when it has said that it took it."""

    zone = models.CharField(max_length=5)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    body = models.JSONField(default=dict)
    stored = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    envelope = models.CharField(max_length=32, blank=True, help_text="uid; empty: not handed over yet")
    taken_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    objects = OwedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(envelope="", trouble=""), name="payment_owed_waiting"),
            models.Index(fields=["id"], condition=~Q(trouble=""), name="payment_owed_stuck"),
            models.Index(fields=["envelope"], condition=~Q(envelope=""), name="payment_owed_envelope"),
        ]
