"""What does the sandbox gateway remember? It is a bank of its own that only lives in the same database."""

from typing import Self

from django.db import models
from django.db.models import Q


class SandboxQuerySet(models.QuerySet["SandboxPayment"]):
    def settled(self) -> Self:
        return self.filter(state="paid")


class SandboxPayment(models.Model):
    """An order as the sandbox gateway has it."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待支付"
        PAID = "paid", "已支付"
        FAILED = "failed", "支付失败"

    token = models.CharField(max_length=32, unique=True, help_text="in the address of its page")
    order = models.CharField(max_length=40, unique=True)
    amount = models.BigIntegerField(help_text="fen, asked for")
    subject = models.CharField(max_length=200)
    back = models.CharField(max_length=200, help_text="path that the payer returns to")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    transaction = models.CharField(max_length=40, blank=True)
    paid_amount = models.BigIntegerField(null=True)
    paid_at = models.DateTimeField(null=True)
    refunded = models.BigIntegerField(default=0)

    objects = SandboxQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["transaction"], condition=~Q(transaction=""), name="sandbox_transaction_once"
            )
        ]

    def __str__(self) -> str:
        return self.order


class SandboxRefund(models.Model):
    """The same reference is given back once."""

    payment = models.ForeignKey(SandboxPayment, on_delete=models.CASCADE, related_name="refunds")
    reference = models.CharField(max_length=40, unique=True)
    transaction = models.CharField(max_length=40, unique=True)
    amount = models.BigIntegerField()
    at = models.DateTimeField()


class SandboxNotice(models.Model):
    """A notification that the gateway sends until it hears that it was taken."""

    body = models.TextField(help_text="the signed bytes")
    signature = models.CharField(max_length=64)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["next_at"], condition=Q(taken_at=None), name="sandbox_notice_due")]
