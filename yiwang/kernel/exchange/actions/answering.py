"""What does a recipient do with what arrived: open it, sign for it, return it?"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.actions import receipts
from yiwang.kernel.exchange.models import Delivery
from yiwang.kernel.exchange.parties import Side

MOST_AT_ONCE = 200


@transaction.atomic
def open_delivery(by: Actor, side: Side, delivery_id: int) -> Delivery:
    """Note that the recipient looked at it for the first time; nothing happens later on."""
    delivery = _locked(side, [delivery_id])[0]
    if delivery.state != rules.DELIVERED:
        return delivery
    moment = now()
    delivery.state, delivery.opened_at = rules.OPENED, moment
    delivery.save(update_fields=["state", "opened_at"])
    receipts.keep([receipts.written(side, by, delivery.envelope, rules.OPENED, [delivery], moment)])
    record(by, "exchange.delivery_open", delivery, uid=delivery.envelope.uid)
    return delivery


@transaction.atomic
def sign_for(by: Actor, side: Side, delivery_ids: Sequence[int]) -> list[Delivery]:
    """Sign for one or many; every one has a receipt of its own, all of them or none.

    Raises Refused where one cannot be signed for any more, and names it.
    """
    return _ended(by, side, delivery_ids, rules.SIGNED, "")


@transaction.atomic
def return_delivery(by: Actor, side: Side, delivery_id: int, reason: str) -> Delivery:
    """Give it back before signing for it (退文, 党政机关公文处理工作条例 art. 24(3)).

    Raises Refused without a reason and where it was signed for already.
    """
    return _ended(by, side, [delivery_id], rules.RETURNED, rules.reason_given(reason))[0]


def _ended(by: Actor, side: Side, delivery_ids: Sequence[int], state: str, reason: str) -> list[Delivery]:
    deliveries = _locked(side, delivery_ids)
    for delivery in deliveries:
        rules.check_step(delivery.state, state, delivery.envelope.subject)
    moment = now()
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(
        state=state, ended_at=moment, ended_by=by.person[:120], reason=reason
    )
    for delivery in deliveries:
        delivery.state, delivery.ended_at, delivery.ended_by, delivery.reason = (
            state,
            moment,
            by.person,
            reason,
        )
    receipts.keep(
        [
            receipts.written(side, by, delivery.envelope, state, [delivery], moment, reason)
            for delivery in deliveries
        ]
    )
    act = "exchange.delivery_sign" if state == rules.SIGNED else "exchange.delivery_return"
    record(by, act, deliveries[0] if len(deliveries) == 1 else None, **_detail(deliveries, reason))
    return deliveries


def _detail(deliveries: Sequence[Delivery], reason: str) -> dict[str, Any]:
    detail: dict[str, Any] = {"uids": [delivery.envelope.uid for delivery in deliveries]}
    return {**detail, "reason": reason} if reason else detail


def _locked(side: Side, delivery_ids: Sequence[int]) -> list[Delivery]:
    """The side's own deliveries in the order asked for. Raises Refused where one of them is not its own."""
    asked = list(dict.fromkeys(delivery_ids))
    if not asked:
        raise Refused("请至少选择一件。")
    if len(asked) > MOST_AT_ONCE:
        raise Refused(f"一次最多处理{MOST_AT_ONCE}件，请分批办理。")
    own = Delivery.objects.to_system(side.system) if side.system else Delivery.objects.to_unit(_unit(side))
    found = {
        delivery.pk: delivery
        for delivery in own.filter(pk__in=asked)
        .order_by("pk")
        .select_for_update(of=("self",))
        .select_related("envelope")
    }
    if len(found) < len(asked):
        raise Refused("选中的文件里有不属于本单位的，请刷新页面后重新选择。")
    return [found[pk] for pk in asked]


def _unit(side: Side) -> Any:
    if side.unit is None:
        raise Refused("只有单位或业务系统能够办理收到的文件。")
    return side.unit
