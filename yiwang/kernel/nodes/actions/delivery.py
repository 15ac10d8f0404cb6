"""How does a worker get parcels to hand over, and how does it say what came of it?"""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.deadlines.waiting import is_due
from yiwang.kernel.nodes import handlers
from yiwang.kernel.nodes.actions import alarms
from yiwang.kernel.nodes.models import Node, Outage, OutgoingMark, Parcel, ParcelQuerySet
from yiwang.kernel.nodes.rules import OUTAGE, PATIENCE, is_exhausted, reason, rest_after, wait_after

State = Parcel.State
MOST_LOST = 1000


def reachable(nodes: Iterable[Node], moment: datetime) -> list[Node]:
    """Those whose link does not rest."""
    resting = Outage.objects.exclude(is_due("paused_until", moment, OUTAGE[-1])).values_list(
        "node", flat=True
    )
    asleep = set(resting)
    return [node for node in nodes if node.pk not in asleep]


@transaction.atomic
def claim(node: Node, moment: datetime, *, most: int, lease: int) -> list[Parcel]:
    """The next parcels for a node, numbered, ours for ``lease`` seconds; a killed worker's claim lapses.

    The attempt is counted before it is made.
    """
    mark = OutgoingMark.objects.select_for_update().get(node=node)
    mine = Parcel.objects.filter(node=node)
    lost = mine.lost(moment, mark.echoed - PATIENCE).values_list("pk", flat=True)[:MOST_LOST]
    Parcel.objects.filter(pk__in=list(lost)).update(state=State.WAITING, next_attempt_at=moment)
    waiting = mine.waiting(moment).select_for_update(skip_locked=True, of=("self",))
    parcels = list(waiting.prefetch_related("enclosures__file")[:most])
    if not parcels:
        return []
    _number(mark, [parcel for parcel in parcels if parcel.number is None])
    token = secrets.token_hex(16)
    for parcel in parcels:
        parcel.node, parcel.claim, parcel.attempts = node, token, parcel.attempts + 1
    Parcel.objects.filter(pk__in=[parcel.pk for parcel in parcels]).update(
        claim=token, attempts=F("attempts") + 1, next_attempt_at=shifted(moment, seconds=lease)
    )
    return parcels


def _number(mark: OutgoingMark, parcels: list[Parcel]) -> None:
    """Numbers without a gap, in the order in which the parcels were posted."""
    for number, parcel in enumerate(parcels, start=mark.last_number + 1):
        parcel.number = number
    if parcels:
        Parcel.objects.bulk_update(parcels, ["number"], batch_size=200)
        mark.last_number += len(parcels)
        mark.save(update_fields=["last_number"])


def _ours(parcels: Sequence[Parcel]) -> ParcelQuerySet:
    """Those that are still claimed by us, of parcels that were claimed together."""
    return Parcel.objects.filter(
        pk__in=[parcel.pk for parcel in parcels], state=State.WAITING, claim=parcels[0].claim
    )


@transaction.atomic
def settle_carried(node: Node, parcels: Sequence[Parcel]) -> None:
    """The carrier has them; they are settled when the other side says so."""
    moment = now()
    beat = OutgoingMark.objects.values_list("beat", flat=True).get(node=node)
    Outage.objects.filter(node=node).delete()
    by_attempts: dict[int, list[Parcel]] = defaultdict(list)
    for parcel in parcels:
        by_attempts[parcel.attempts].append(parcel)
    for attempts, alike in by_attempts.items():
        _ours(alike).update(
            state=State.CARRIED,
            claim="",
            beat=beat,
            carried_at=moment,
            last_error="",
            next_attempt_at=shifted(moment, seconds=wait_after(attempts)),
        )


@transaction.atomic
def settle_postponed(parcel: Parcel, why: str) -> None:
    """It did not work this time: again after the back-off, stuck after seven days."""
    why = reason(why) or "未说明原因"
    if is_exhausted(parcel.attempts):
        _stick(parcel, why)
        return
    later = shifted(now(), seconds=wait_after(parcel.attempts))
    _ours([parcel]).update(claim="", next_attempt_at=later, last_error=why)


def _stick(parcel: Parcel, why: str) -> None:
    if not _ours([parcel]).update(state=State.STUCK, claim="", last_error=why):
        return
    parcel.state, parcel.last_error = State.STUCK, why
    handlers.settle(parcel)
    alarms.tell_stuck(parcel)
    record(SYSTEM, "nodes.parcel_stick", parcel, node=parcel.node.code, reason=why, attempts=parcel.attempts)


@transaction.atomic
def release(parcels: Sequence[Parcel]) -> None:
    """The time of the round is over: they wait uncounted for the next one."""
    if parcels:
        _ours(parcels).update(claim="", attempts=F("attempts") - 1, next_attempt_at=now())


@transaction.atomic
def settle_unreachable(node: Node, parcels: Sequence[Parcel], why: str) -> None:
    """The link itself is down: parcels wait uncounted, the link rests."""
    moment, why = now(), reason(why) or "未说明原因"
    if parcels:
        _ours(parcels).update(claim="", attempts=F("attempts") - 1, next_attempt_at=moment, last_error=why)
    outage, is_new = Outage.objects.select_for_update().get_or_create(
        node=node,
        defaults={
            "began_at": moment,
            "paused_until": shifted(moment, seconds=rest_after(1)),
            "reason": why,
        },
    )
    if is_new:
        record(SYSTEM, "nodes.link_pause", node, reason=why)
        return
    outage.failures += 1
    outage.reason, outage.paused_until = why, shifted(moment, seconds=rest_after(outage.failures))
    outage.save(update_fields=["failures", "reason", "paused_until"])


def mend(node: Node) -> None:
    """The link works again."""
    Outage.objects.filter(node=node).delete()
