"""How does a parcel reach our own node: at the commit, through the same door as any other?"""

import logging

from django.db import InterfaceError, OperationalError, transaction

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes import handlers
from yiwang.kernel.nodes.handlers import Arrived
from yiwang.kernel.nodes.models import Node, Parcel
from yiwang.kernel.nodes.rules import is_exhausted, reason, wait_after

logger = logging.getLogger(__name__)
State = Parcel.State
# Deliveries at a commit come first; the sweep takes only what a killed process has left.
SWEEP_AFTER = 10


def deliver(parcel_id: int) -> bool:
    """Whether the parcel is settled now. A handler that fails is asked again by the sweep, as over a wire."""
    try:
        return _taken(parcel_id)
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:
        logger.exception("Parcel %s could not be taken.", parcel_id)
        _postpone(parcel_id, f"{type(fault).__name__}: {fault}")
        return False


@transaction.atomic
def _taken(parcel_id: int) -> bool:
    waiting = Parcel.objects.filter(pk=parcel_id, state=State.WAITING)
    parcel = waiting.select_for_update(of=("self",)).select_related("node").first()
    if parcel is None:
        return False
    moment = now()
    try:
        with transaction.atomic():
            handlers.take(_arrived(parcel))
    except Refused as refused:
        parcel.state, parcel.last_error = State.REFUSED, reason(refused.sentence) or "未说明理由"
    else:
        parcel.state, parcel.acknowledged_at, parcel.last_error = State.ACKNOWLEDGED, moment, ""
    parcel.number, parcel.carried_at = parcel.pk, moment
    parcel.save(update_fields=["state", "number", "carried_at", "acknowledged_at", "last_error"])
    handlers.settle(parcel)
    return True


def _arrived(parcel: Parcel) -> Arrived:
    return Arrived(
        node=parcel.node,
        kind=parcel.kind,
        body=parcel.body,
        sent_at=parcel.created_at,
        number=parcel.pk,
        files={file.digest: file for file in parcel.files.all() if file.digest},
    )


@transaction.atomic
def _postpone(parcel_id: int, why: str) -> None:
    waiting = Parcel.objects.select_for_update().filter(pk=parcel_id, state=State.WAITING)
    parcel = waiting.first()
    if parcel is None:
        return
    parcel.attempts += 1
    parcel.last_error = reason(why)
    parcel.next_attempt_at = shifted(now(), seconds=wait_after(parcel.attempts))
    if is_exhausted(parcel.attempts):
        parcel.state = State.STUCK
    parcel.save(update_fields=["attempts", "last_error", "next_attempt_at", "state"])
    if parcel.state == State.STUCK:
        handlers.settle(parcel)


def sweep(own: Node, most: int = 200) -> int:
    """Deliver what a process killed at its commit has left, and what is to be tried again."""
    moment = now()
    left = Parcel.objects.filter(node=own).waiting(moment)
    fresh = (shifted(moment, seconds=-SWEEP_AFTER), shifted(moment, seconds=SWEEP_AFTER))
    left = left.exclude(attempts=0, created_at__range=fresh)
    return sum(deliver(pk) for pk in list(left.values_list("pk", flat=True)[:most]))
