"""What does the worker do about parcels?"""

import logging
from time import monotonic

from django.db import InterfaceError, OperationalError

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.nodes import letters
from yiwang.kernel.nodes.actions import (
    alarms,
    arrivals,
    cleaning,
    delivery,
    loopback,
    notes,
    pieces,
    reception,
    rejections,
)
from yiwang.kernel.nodes.actions.arrivals import Outcome
from yiwang.kernel.nodes.actions.pieces import MissingPiecesError
from yiwang.kernel.nodes.carriers.carriage import (
    Arrival,
    Carrier,
    PausedError,
    PostponedError,
    TornError,
    UnreachableError,
    carrier,
)
from yiwang.kernel.nodes.carriers.directory import REJECTED, DirectoryCarrier
from yiwang.kernel.nodes.letters import Letter, Opened, RejectedError
from yiwang.kernel.nodes.models import Node, Parcel
from yiwang.kernel.nodes.queries import own

logger = logging.getLogger(__name__)
# A round ends after so many seconds, shared among the nodes, so that a slow one never starves the others.
ROUND = 10.0
LEAST = 1.0
BATCH = 100
LEASE = 120
PIECE_DAYS = 7
CONTENT_DAYS = 30
EVIDENCE_DAYS = 200
ROW_DAYS = 400


def sweep_loopback() -> int:
    """What processes killed at their commit left for our own node."""
    return loopback.sweep(own())


def exchange() -> int:
    """Hand over what is due, fetch what has come, and answer it; how many parcels moved."""
    here = own()
    nodes = delivery.reachable(Node.objects.peers().active().select_related("outgoing", "incoming"), now())
    share = max(LEAST, ROUND / max(1, len(nodes)))
    return sum(_exchanged(node, here, share) for node in nodes)


def _exchanged(node: Node, here: Node, share: float) -> int:
    began = monotonic()
    until = began + share
    try:
        with carrier(node, here, until) as carriage:
            # However much comes in, half of the time is left for what goes out.
            moved = _fetched(carriage, node, here, began + share / 2)
            _answered(carriage, node, here)
            return moved + _carried(carriage, node, here, until)
    except (UnreachableError, PostponedError) as outage:
        delivery.settle_unreachable(node, [], str(outage))
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:
        # Nothing that is wrong with one node may keep the others waiting: its link rests, with the reason.
        logger.exception("The link to node %s failed.", node.code)
        delivery.settle_unreachable(node, [], f"{type(fault).__name__}: {fault}")
    return 0


def _carried(carriage: Carrier, node: Node, here: Node, until: float) -> int:
    """Batch after batch until nothing is due or the time is over."""
    carried = 0
    while monotonic() < until and (batch := delivery.claim(node, now(), most=BATCH, lease=LEASE)):
        try:
            carried += _batch_carried(carriage, node, here, batch, until)
        except UnreachableError as outage:
            delivery.settle_unreachable(node, batch, str(outage))
            break
    return carried


def _batch_carried(carriage: Carrier, node: Node, here: Node, batch: list[Parcel], until: float) -> int:
    """How many were handed over; those for which there was no time are released."""
    handed: list[Parcel] = []
    answer: Letter | None = None
    left = list(batch)
    try:
        while left and monotonic() < until:
            try:
                answer = carriage.carry(left[0], letters.of_parcel(left[0], here, now())) or answer
                handed.append(left[0])
            except PostponedError as delay:
                delivery.settle_postponed(left[0], str(delay))
            left.pop(0)
    except PausedError:
        pass
    finally:
        if handed:
            carriage.settle()
            delivery.settle_carried(node, handed)
            if answer:
                _believed(answer)
    delivery.release(left)
    return len(handed)


def _believed(answer: Letter) -> None:
    """The note that came back at once."""
    try:
        opened = letters.opened(answer)
        arrivals.heard(opened.node)
        notes.apply(opened)
    except RejectedError as refusal:
        rejections.reject(refusal)


def _answered(carriage: Carrier, node: Node, here: Node) -> None:
    """Say what has come, where that is owed."""
    if Node.objects.filter(pk=node.pk, incoming__owes_answer=True).exists():
        _noted(carriage, notes.acknowledgement(node, here, is_behind=carriage.is_behind()))


def _noted(carriage: Carrier, note: Letter) -> None:
    answer = carriage.carry_note(note)
    carriage.settle()
    if answer:
        _believed(answer)


def _fetched(carriage: Carrier, node: Node, here: Node, until: float) -> int:
    taken, is_heard = 0, False
    for arrival in carriage.arrivals():
        outcome = _received(arrival, node, here)
        if outcome and not is_heard:
            arrivals.heard(node)
            is_heard = True
        taken += outcome is Outcome.TAKEN
        if monotonic() >= until:
            break
    return taken


def _received(arrival: Arrival, node: Node, here: Node) -> Outcome | None:
    """What became of it; None where it was not let in, or could not be taken and will be sent again."""
    opened = None
    try:
        opened = letters.opened(arrival.letter(), here, node)
        _check_way(opened, node)
        outcome = reception.received(opened, arrival.enclosed)
    except TornError as torn:
        _torn(arrival, node, opened.header.number if opened else arrival.number, str(torn))
        return None
    except MissingPiecesError as missing:
        if opened:
            rejections.ask_again(opened.node, opened.header.number, str(missing), missing.have)
        arrival.refused()
        return None
    except RejectedError as refusal:
        rejections.reject(refusal)
        arrival.refused()
        return None
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:
        logger.exception("A parcel of node %s could not be taken.", node.code)
        arrivals.note_fault(node, f"{type(fault).__name__}: {fault}")
        arrival.done()
        return None
    arrival.done()
    return outcome


def _check_way(opened: Opened, node: Node) -> None:
    """A node's letters come by its own way only."""
    if opened.node != node:
        raise RejectedError(
            f"节点 {opened.node.code} 的邮包出现在节点 {node.code} 的通道里。",
            node=node,
            claimed=opened.node.code,
            number=opened.header.number,
            evidence=opened.text,
        )


def _torn(arrival: Arrival, node: Node, number: int | None, why: str) -> None:
    """A receipt with the error, and the sender is asked for it again (standards/security.md §4)."""
    if arrival.torn():
        return
    refusal = RejectedError(why, node=node, claimed=node.code, number=number, is_broken=True)
    rejections.reject(refusal)
    arrival.refused()


def beat() -> int:
    """Tell every peer whose link does not rest how we are; how many were reached."""
    here = own()
    nodes = delivery.reachable(Node.objects.peers().active(), now())
    return sum(_beaten(node, here) for node in nodes)


def _beaten(node: Node, here: Node) -> bool:
    try:
        with carrier(node, here, monotonic() + LEAST) as carriage:
            _noted(carriage, notes.heartbeat(node, here, is_behind=carriage.is_behind()))
    except (UnreachableError, PostponedError) as outage:
        delivery.settle_unreachable(node, [], str(outage))
        return False
    delivery.mend(node)
    return True


def clean() -> int:
    """Forget what nobody needs any more; how many things."""
    moment = now()
    done = pieces.clean(shifted(moment, days=-PIECE_DAYS))
    done += cleaning.empty_settled(shifted(moment, days=-CONTENT_DAYS))
    done += cleaning.forget_settled(shifted(moment, days=-ROW_DAYS))
    done += cleaning.forget_rejections(shifted(moment, days=-EVIDENCE_DAYS))
    done += cleaning.empty_rejected_folders(REJECTED, shifted(moment, days=-CONTENT_DAYS))
    return done + _tidied(own())


def _tidied(here: Node) -> int:
    """Files in outboxes that a device copied and left though their parcels are settled."""
    done = 0
    directories = Node.objects.peers().active().filter(carrier=Node.Carrier.DIRECTORY)
    for node in directories.select_related("outgoing"):
        try:
            with DirectoryCarrier(node, here, monotonic()) as carriage:
                done += carriage.tidy(node.outgoing.through)
        except UnreachableError:
            continue
    return done


def sound_alarms() -> int:
    """Tell the managers of gaps and outages."""
    return alarms.sound()
