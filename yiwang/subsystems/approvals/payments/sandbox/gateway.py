"""How does the sandbox gateway behave? Like a bank's: it keeps its own books and signs what it says.

For demonstrations and tests; a real gateway is another driver with the same five calls.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hmac import compare_digest

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.db import transaction
from django.utils.encoding import force_bytes
from pydantic import BaseModel, ConfigDict, ValidationError

from yiwang.kernel.audit.rules import sm3
from yiwang.kernel.deadlines.moments import end_of, now, start_of, today
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.payments import limits, rules
from yiwang.subsystems.approvals.payments.drivers.driver import (
    Asked,
    Entry,
    ForgedError,
    GivenBack,
    GivingBack,
    Notice,
    Way,
)
from yiwang.subsystems.approvals.payments.models import SandboxPayment, SandboxRefund

CODE = "sandbox"
SIGNATURE = "x-signature"


class Said(BaseModel):
    """The content of a notification."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    order: str
    result: str
    transaction: str = ""
    amount: int = 0
    at: datetime | None = None


class Sandbox:
    code = CODE
    label = "模拟支付"
    agreed = "success"
    disagreed = "fail"

    def start(self, asked: Asked) -> Way:
        payment, _ = SandboxPayment.objects.get_or_create(
            order=asked.order,
            defaults={
                "token": secrets.token_hex(16),
                "amount": asked.amount,
                "subject": asked.subject[:200],
                "back": asked.back,
            },
        )
        return Way("page", f"/services/pay/sandbox/{payment.token}/")

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        given = {name.lower(): value for name, value in headers.items()}.get(SIGNATURE, "")
        if not compare_digest(signature(body).encode(), given.encode()):
            raise ForgedError
        try:
            said = Said.model_validate_json(body)
        except ValidationError:
            raise ForgedError from None
        return Notice(said.order, said.result == "paid", said.transaction, said.amount, said.at)

    def query(self, order: str) -> Notice | None:
        payment = SandboxPayment.objects.filter(order=order).exclude(state="waiting").first()
        if payment is None:
            return None
        is_paid = payment.state == SandboxPayment.State.PAID
        return Notice(order, is_paid, payment.transaction, payment.paid_amount or 0, payment.paid_at)

    @transaction.atomic
    def refund(self, asked: GivingBack) -> GivenBack:
        payment = SandboxPayment.objects.select_for_update().filter(transaction=asked.transaction).first()
        if payment is None or not asked.transaction:
            raise Refused("支付渠道没有这笔交易。")
        known = SandboxRefund.objects.filter(reference=asked.reference).first()
        if known:
            return GivenBack(known.transaction, known.at)
        if payment.refunded + asked.amount > (payment.paid_amount or 0):
            raise Refused("退款金额超过这笔交易的可退余额。")
        payment.refunded += asked.amount
        payment.save(update_fields=["refunded"])
        given = SandboxRefund.objects.create(
            payment=payment,
            reference=asked.reference,
            transaction=new_transaction("T"),
            amount=asked.amount,
            at=now(),
        )
        return GivenBack(given.transaction, given.at)

    def statement(self, day: date) -> Sequence[Entry]:
        paid = SandboxPayment.objects.settled().filter(paid_at__gte=start_of(day), paid_at__lt=end_of(day))
        given = SandboxRefund.objects.filter(at__gte=start_of(day), at__lt=end_of(day))
        return [
            *(
                Entry(one.transaction, one.order, one.paid_amount or 0, one.paid_at or now())
                for one in paid.order_by("pk")
            ),
            *(
                Entry(one.transaction, one.payment.order, one.amount, one.at, one.reference)
                for one in given.select_related("payment").order_by("pk")
            ),
        ]


def new_transaction(letter: str) -> str:
    return f"{letter}{rules.number('', today(), secrets.randbelow(10**12))}"


def notification(payment: SandboxPayment) -> bytes:
    """What the gateway says of a payment as it stands; the same bytes for the same state."""
    said = Said(
        order=payment.order,
        result=payment.state,
        transaction=payment.transaction,
        amount=payment.paid_amount or 0,
        at=payment.paid_at,
    )
    return json.dumps(said.model_dump(mode="json"), sort_keys=True).encode()


def signature(body: bytes) -> str:
    """HMAC-SM3, 64 hex digits."""
    secret = limits.KEY or sm3(b"yiwang.payments.sandbox " + force_bytes(settings.SECRET_KEY))
    summing = HMAC(secret.encode(), SM3())
    summing.update(body)
    return summing.finalize().hex()
