"""How does the other zone hear of halls and appointments, however long it cannot be reached?"""

from django.db import transaction
from pydantic import BaseModel

from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.exchange import zones
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.parties import Side
from yiwang.subsystems.approvals.counter.models import Tiding

BATCH = 200


def owe(by: Actor, zone: str, kind: str, subject: str, body: BaseModel) -> Tiding:
    """Part of the caller's transaction."""
    tiding = Tiding.objects.create(
        zone=zone,
        kind=kind,
        subject=subject[:120],
        body=body.model_dump(mode="json"),
        created_at=now(),
    )
    _send(by, tiding)
    return tiding


def _send(by: Actor, tiding: Tiding) -> bool:
    """Whether it went: not while the zone is unknown here."""
    to = zones.known(tiding.zone)
    if to is None:
        return False
    tiding.envelope = send(by, Side(), Outline(tiding.kind, tiding.subject, [to], body=tiding.body)).uid
    tiding.save(update_fields=["envelope"])
    return True


def send_waiting() -> int:
    """The regular job: what could not go at once, in order; how many went."""
    waiting = Tiding.objects.waiting().values_list("pk", flat=True)
    return sum(_sent(pk) for pk in list(waiting[:BATCH]))


@transaction.atomic
def _sent(pk: int) -> bool:
    tiding = Tiding.objects.waiting().select_for_update().filter(pk=pk).first()
    return tiding is not None and _send(SYSTEM, tiding)
