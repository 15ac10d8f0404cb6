"""What does the sender do about what is not signed for yet: urge, withdraw?"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.actions import receipts
from yiwang.kernel.exchange.models import Delivery, DeliveryQuerySet, Envelope
from yiwang.kernel.exchange.parties import Side


@transaction.atomic
def urge(by: Actor, side: Side, envelope: Envelope, numbers: Sequence[int] | None = None) -> int:
    """Urge those who have not signed for it (催收), all of them where ``numbers`` is None; how many.

    Who was urged a short while ago is left in peace. Raises Refused where nobody is left to urge.
    """
    earlier = shifted(now(), minutes=-rules.MINUTES_BETWEEN_URGES)
    unsigned = _unsigned(side, envelope, numbers)
    if not unsigned:
        raise Refused("收件单位都已签收或办结，不需要催收。")
    urged = [each for each in unsigned if each.urged_at is None or each.urged_at <= earlier]
    if not urged:
        raise Refused(f"这些单位在{rules.MINUTES_BETWEEN_URGES}分钟内已经催过，请稍后再催。")
    moment = now()
    Delivery.objects.filter(pk__in=[each.pk for each in urged]).update(urges=F("urges") + 1, urged_at=moment)
    _word(by, side, envelope, rules.URGED, urged, "")
    record(
        by,
        "exchange.envelope_urge",
        envelope,
        uid=envelope.uid,
        recipients=[each.name for each in urged][:50],
    )
    return len(urged)


@transaction.atomic
def withdraw(
    by: Actor, side: Side, envelope: Envelope, reason: str, numbers: Sequence[int] | None = None
) -> int:
    """Take the envelope back from those who have not signed for it; how many.

    On another installation the recipient may be signing at this moment: it is asked, and what it answers
    counts. Raises Refused without a reason and where everybody has signed.
    """
    given = rules.reason_given(reason)
    unsigned = _unsigned(side, envelope, numbers)
    if not unsigned:
        raise Refused("收件单位都已签收或办结，不能再撤回。")
    moment = now()
    here = [each.pk for each in unsigned if each.is_here]
    elsewhere = [each.pk for each in unsigned if not each.is_here]
    Delivery.objects.filter(pk__in=here).update(
        state=rules.WITHDRAWN, ended_at=moment, ended_by=by.person[:120], reason=given
    )
    Delivery.objects.filter(pk__in=elsewhere).update(withdrawal_asked_at=moment)
    _word(by, side, envelope, rules.WITHDRAWN, unsigned, given)
    record(
        by,
        "exchange.envelope_withdraw",
        envelope,
        uid=envelope.uid,
        reason=given,
        recipients=[each.name for each in unsigned][:50],
        asked=len(elsewhere),
    )
    return len(unsigned)


def _unsigned(side: Side, envelope: Envelope, numbers: Sequence[int] | None) -> list[Delivery]:
    """Locked; raises Refused where the envelope is not the side's own."""
    is_own = envelope.sender_node.is_own and envelope.sender_unit == side.unit
    if not is_own or envelope.sender_system != side.system:
        raise Refused("只有发件单位能够催收或者撤回。")
    chosen: DeliveryQuerySet = Delivery.objects.unsigned().filter(envelope=envelope, withdrawal_asked_at=None)
    if numbers is not None:
        chosen = chosen.filter(number__in=numbers)
    return list(chosen.order_by("number").select_for_update(of=("self",)).select_related("node"))


def _word(
    by: Actor, side: Side, envelope: Envelope, kind: str, deliveries: Sequence[Delivery], reason: str
) -> None:
    """One signed receipt for all of them, carried to every other installation that one of them lives on."""
    receipt = receipts.written(side, by, envelope, kind, deliveries, now(), reason)
    receipts.keep([receipt])
    for node in {each.node_id: each.node for each in deliveries if not each.is_here}.values():
        receipts.carry(receipt, node)
