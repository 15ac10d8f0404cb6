"""What does the sender see of an envelope that could not be brought to another installation?"""

from django.db import transaction

from yiwang.kernel.exchange import rules
from yiwang.kernel.exchange.actions.delivering import refuse
from yiwang.kernel.exchange.models import Delivery, Envelope
from yiwang.kernel.nodes.models import Parcel

KEY = "envelope:"


@transaction.atomic
def settle(parcel: Parcel) -> None:
    """Stuck or refused: the deliveries wait and say why. Dropped: they end. Taken: nothing hinders them.

    Called by ``nodes`` in the transaction that settles the parcel; what the recipient did with the envelope
    comes as a receipt of its own.
    """
    envelope = Envelope.objects.filter(uid=parcel.key.removeprefix(KEY)).select_related("sender_node").first()
    if envelope is None:
        return
    waiting = list(
        Delivery.objects.filter(envelope=envelope, node=parcel.node_id, state=rules.WAITING)
        .select_for_update(of=("self",))
        .order_by("number")
    )
    if parcel.state == Parcel.State.DROPPED and waiting:
        refuse(envelope, waiting, parcel.last_error or "已取消传送")
        return
    hindered = parcel.state in {Parcel.State.STUCK, Parcel.State.REFUSED}
    reason = f"传送受阻：{parcel.last_error}"[: rules.REASON_LENGTH] if hindered else ""
    Delivery.objects.filter(pk__in=[each.pk for each in waiting]).update(reason=reason)
