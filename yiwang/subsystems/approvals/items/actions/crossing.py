"""Inner side: how does the outer zone learn what the public may read of an item?

What it has to know is counted in the transaction of the deed. It goes to the exchange at once where the
outer zone is known, otherwise by the regular job; from there on nodes carries it until it is acknowledged.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import addressing, zones
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import Address
from yiwang.kernel.exchange.models import Receipt
from yiwang.kernel.exchange.parties import Side
from yiwang.subsystems.approvals.items import rules
from yiwang.subsystems.approvals.items.messages import GUIDE, GuideBody
from yiwang.subsystems.approvals.items.models import Edition, Implementation

BATCH = 200


def tell_outside(by: Actor, implementation: Implementation) -> None:
    """Part of the caller's transaction. Raises Refused for what may not be sent, such as unclean files."""
    implementation.sequence += 1
    implementation.save(update_fields=["sequence"])
    outer = zones.known("outer")
    if outer:
        _send(by, implementation, outer)


def _send(by: Actor, implementation: Implementation, outer: Address) -> None:
    edition = implementation.current
    if edition is None or edition.effective_from is None or implementation.checked_on is None:
        raise Refused(f"“{implementation.name}”还没有生效的版本。")
    words = "更新" if implementation.standing == rules.IN_FORCE else "停止"
    subject = f"办事指南{words} {implementation.name}"
    body = _body(implementation, edition, edition.effective_from, implementation.checked_on)
    files = tuple(edition.files.order_by("pk"))
    send(by, Side(), Outline(GUIDE, subject, [outer], body=body.model_dump(mode="json"), files=files))
    implementation.sent_sequence, implementation.trouble = implementation.sequence, ""
    implementation.save(update_fields=["sent_sequence", "trouble"])


def _body(
    implementation: Implementation, edition: Edition, effective_from: date, checked_on: date
) -> GuideBody:
    successor = implementation.merged_into
    is_in_force = implementation.standing == rules.IN_FORCE
    return GuideBody(
        state="in_force" if is_in_force else "ended",
        sequence=implementation.sequence,
        edition=edition.number,
        digest=edition.digest,
        document=edition.document,
        unit_name=implementation.unit.name,
        unit_order=implementation.unit.path,
        effective_from=effective_from,
        checked_on=checked_on,
        ended_on=implementation.ended_on,
        ended_because=implementation.ended_because,
        successor_code=successor.code if successor else "",
    )


def tell_waiting() -> int:
    """The regular job: what could not go at once; how many went. One that is forbidden waits for people."""
    outer = zones.known("outer")
    if outer is None:
        return 0
    waiting = Implementation.objects.owed().filter(trouble="").order_by("pk").values_list("pk", flat=True)
    return sum(_told(pk, outer) for pk in list(waiting[:BATCH]))


def _told(implementation_id: int, outer: Address) -> bool:
    try:
        return _send_owed(implementation_id, outer)
    except Refused as refused:
        note_trouble(implementation_id, refused.sentence)
        return False


@transaction.atomic
def _send_owed(implementation_id: int, outer: Address) -> bool:
    implementation = Implementation.objects.owed().select_for_update().filter(pk=implementation_id).first()
    if implementation is None:
        return False
    _send(SYSTEM, implementation, outer)
    return True


@transaction.atomic
def note_trouble(implementation_id: int, sentence: str) -> None:
    implementation = Implementation.objects.select_for_update().get(pk=implementation_id)
    implementation.trouble = sentence[:300]
    implementation.save(update_fields=["trouble"])
    record(SYSTEM, "items.guide_fail", implementation, reason=implementation.trouble)


@transaction.atomic
def tell_again(by: Actor, implementation_id: int) -> Implementation:
    """Once more, in a new envelope. Raises Refused where the outer zone is unknown or a rule forbids it."""
    implementation = Implementation.objects.select_for_update(of=("self",)).get(pk=implementation_id)
    if implementation.current_id is None:
        raise Refused(f"“{implementation.name}”还没有生效，没有可以公布的指南。")
    implementation.sequence += 1
    implementation.save(update_fields=["sequence"])
    _send(by, implementation, addressing.of_zone("outer"))
    record(by, "items.guide_retry", implementation)
    return implementation


def hear(receipts: Sequence[Receipt]) -> None:
    """A follower of the exchange: a guide that the outer zone refused is shown to those who keep it."""
    for receipt in receipts:
        if receipt.kind == exchange.REFUSED and receipt.envelope.kind == GUIDE:
            code = receipt.envelope.statement.body["document"]["code"]
            implementation = Implementation.objects.filter(code=code).first()
            if implementation:
                note_trouble(implementation.pk, f"外网未接收：{receipt.statement.reason or '未说明理由'}")
