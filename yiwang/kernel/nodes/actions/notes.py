"""How is a note written, and what does a note of another installation change here?"""

from importlib.metadata import version
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from pydantic import ValidationError

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, moment
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.nodes import handlers, letters, notes, tls
from yiwang.kernel.nodes.actions import alarms
from yiwang.kernel.nodes.actions.arrivals import advance
from yiwang.kernel.nodes.letters import Letter, Opened, RejectedError
from yiwang.kernel.nodes.models import IncomingMark, Node, OutgoingMark, Parcel, Received
from yiwang.kernel.nodes.notes import ACK, HEARTBEAT, MOST_GONE, MOST_RANGES, MOST_REFUSED, Note
from yiwang.kernel.nodes.rules import PATIENCE, ranges
from yiwang.kernel.signatures import actions as signatures
from yiwang.kernel.signatures import keys
from yiwang.kernel.signatures.statements import Signed

State = Parcel.State
BATCH = 1000


def heartbeat(node: Node, here: Node, *, is_behind: bool = False) -> Letter:
    """A note that also says how we are. ``is_behind``: parcels of the node lie here unread."""
    listed = signatures.own_revocations()
    counts = Parcel.objects.filter(node=node).aggregate(
        waiting=Count("pk", filter=Q(state__in=[State.WAITING, State.CARRIED])),
        stuck=Count("pk", filter=Q(state=State.STUCK)),
    )
    state = {
        "version": version("yiwang"),
        "certificate_ends": moment(keys.of_node().certificate.not_after),
        "tls_ends": tls.ends(),
        **counts,
    }
    more = {"state": state, "revocations": vars(listed), "is_behind": is_behind}
    return _composed(node, here, HEARTBEAT, more)


def acknowledgement(node: Node, here: Node, *, is_behind: bool = False) -> Letter:
    return _composed(node, here, ACK, {"is_behind": is_behind})


@transaction.atomic
def _composed(node: Node, here: Node, kind: str, more: dict[str, Any]) -> Letter:
    incoming = IncomingMark.objects.select_for_update().get(node=node)
    outgoing = OutgoingMark.objects.select_for_update().get(node=node)
    outgoing.beat += 1
    outgoing.save(update_fields=["beat"])
    body = notes.text_of(
        beat=outgoing.beat,
        echo=incoming.beat,
        carried=outgoing.last_number,
        settled=outgoing.through,
        gone=outgoing.gone[:MOST_GONE],
        again=_asked(incoming),
        **_had(incoming),
        **more,
    )
    incoming.owes_answer, incoming.again = False, {}
    incoming.save(update_fields=["owes_answer", "again"])
    return letters.of_note(node, here, kind, body, now())


def _had(mark: IncomingMark) -> dict[str, Any]:
    """What has been dealt with, never saying more than the list of refusals has room for."""
    rows = Received.objects.filter(node=mark.node_id)
    refusals = rows.filter(state=Received.State.REFUSED, number__gt=mark.settled).order_by("number")
    refused = dict(refusals.values_list("number", "reason")[:MOST_REFUSED])
    through, above = mark.through, rows.filter(number__gt=mark.through).order_by("number")
    if len(refused) == MOST_REFUSED and max(refused) < mark.highest:
        through, above = min(through, max(refused)), rows.none()
    has_more = mark.highest > through
    numbers = above.values_list("number", flat=True)[: MOST_RANGES * 10] if has_more else ()
    return {
        "through": through,
        "highest": mark.highest,
        "also": ranges(numbers)[:MOST_RANGES],
        "refused": {str(number): why for number, why in refused.items()},
    }


def _asked(mark: IncomingMark) -> dict[str, Any]:
    missed = alarms.missing_numbers(mark) if alarms.is_overdue(mark) else []
    return {**{str(number): {} for number in missed}, **mark.again}


@transaction.atomic
def apply(opened: Opened) -> bool:
    """Believe a note; whether it was newer than the last. Raises RejectedError where it is none."""
    try:
        note = Note.model_validate(opened.body)
    except ValidationError:
        raise _rejected(opened, "回执或心跳的内容不符合格式。") from None
    node = opened.node
    incoming = IncomingMark.objects.select_for_update().get(node=node)
    if note.beat <= incoming.beat:
        return False
    outgoing = OutgoingMark.objects.select_for_update().get(node=node)
    _note_about_theirs(incoming, note)
    _settle_refused(node, note)
    _settle_acknowledged(node, note)
    _send_again(node, note, outgoing)
    _move_on(outgoing, note)
    _note_state(opened, note)
    return True


def _rejected(opened: Opened, why: str) -> RejectedError:
    return RejectedError(why, node=opened.node, claimed=opened.node.code, number=0, evidence=opened.text)


def _note_about_theirs(mark: IncomingMark, note: Note) -> None:
    mark.beat = note.beat
    mark.carried = max(mark.carried, note.carried)
    mark.settled = max(mark.settled, min(note.settled, mark.through))
    known = Received.objects.filter(node=mark.node_id, number__in=note.gone).values_list("number", flat=True)
    gone = sorted({number for number in note.gone if number > mark.through} - set(known))
    if not gone:
        mark.save()
        return
    state, moment_ = Received.State.GONE, now()
    rows = [Received(node_id=mark.node_id, number=n, state=state, received_at=moment_) for n in gone]
    Received.objects.bulk_create(rows)
    advance(mark, gone)


def _settle_refused(node: Node, note: Note) -> None:
    rows = Parcel.objects.unsettled().filter(node=node, number__in=[*note.refused][:MOST_REFUSED])
    for parcel in rows.select_for_update(of=("self",)):
        parcel.node = node
        parcel.state, parcel.claim = State.REFUSED, ""
        parcel.last_error = note.refused[parcel.number or 0] or "未说明理由"
        parcel.save(update_fields=["state", "claim", "last_error"])
        handlers.settle(parcel)


def _settle_acknowledged(node: Node, note: Note) -> None:
    numbered = Q(number__lte=note.through)
    for first, last in note.also:
        numbered |= Q(number__range=(first, last))
    rows = Parcel.objects.unsettled().filter(numbered, node=node).order_by("id")
    while batch := list(rows.select_for_update(of=("self",))[:BATCH]):
        moment_ = now()
        Parcel.objects.filter(pk__in=[parcel.pk for parcel in batch]).update(
            state=State.ACKNOWLEDGED, acknowledged_at=moment_, claim="", last_error="", have={}
        )
        for parcel in batch:
            if handlers.hears(parcel.kind):
                parcel.node, parcel.state, parcel.acknowledged_at = node, State.ACKNOWLEDGED, moment_
                parcel.last_error = ""
                handlers.settle(parcel)


def _send_again(node: Node, note: Note, mark: OutgoingMark) -> None:
    """What came broken, what has long been missed, and what the other side lost with a restored backup."""
    mine = Parcel.objects.filter(node=node)
    asked = {parcel.number or 0: parcel for parcel in mine.filter(number__in=[*note.again])}
    again = [parcel for number, parcel in asked.items() if _is_lost(parcel, note.again[number], note)]
    lost = mine.filter(number__gt=note.through, number__lte=mark.through, state=State.ACKNOWLEDGED)
    rewound = [parcel for parcel in lost if not note.has(parcel.number or 0)]
    gone = {number for number in note.again if number <= mark.last_number and number not in asked}
    gone |= {parcel.number or 0 for parcel in (*again, *rewound) if parcel.is_emptied}
    mark.gone = sorted({*mark.gone, *gone})
    for parcel in {*again, *rewound}:
        if not parcel.is_emptied:
            _wait_again(parcel, note)
    if rewound:
        record(SYSTEM, "nodes.link_rewind", node, through=note.through, before=mark.through)


def _is_lost(parcel: Parcel, asked: notes.Again, note: Note) -> bool:
    """Broken ones at once; missed ones only where later notes of ours have been seen on the same way."""
    if parcel.state == State.ACKNOWLEDGED:
        return True
    if parcel.state != State.CARRIED:
        return False
    return bool(asked.reason) or parcel.beat + PATIENCE <= note.echo


def _wait_again(parcel: Parcel, note: Note) -> None:
    asked = note.again.get(parcel.number or 0, notes.Again())
    parcel.state, parcel.claim, parcel.next_attempt_at = State.WAITING, "", now()
    parcel.last_error, parcel.have = asked.reason, asked.have
    parcel.save(update_fields=["state", "claim", "next_attempt_at", "last_error", "have"])


def _move_on(mark: OutgoingMark, note: Note) -> None:
    """Numbers and notes go on above the highest that the other side knows: we may be a restored backup."""
    mark.last_number = max(mark.last_number, note.highest)
    mark.beat = max(mark.beat, note.echo)
    if not note.is_behind:
        mark.echoed = max(mark.echoed, note.echo)
    mark.through = note.through
    mark.gone = [number for number in mark.gone if not note.has(number)]
    mark.save()


def _note_state(opened: Opened, note: Note) -> None:
    if note.state:
        said = {**note.state.model_dump(), "at": moment(opened.header.signed_at)}
        Node.objects.filter(pk=opened.node.pk).update(last_heartbeat=said)
    if note.revocations:
        _take_revocations(opened, note.revocations)


def _take_revocations(opened: Opened, listed: notes.Revocations) -> None:
    try:
        signatures.take_revocations(opened.node.code, Signed(**listed.model_dump()))
    except Refused as refused:
        raise _rejected(opened, f"吊销名单不能采用：{refused.sentence}") from refused
