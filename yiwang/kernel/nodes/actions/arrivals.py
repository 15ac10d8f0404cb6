"""How is a parcel of another installation taken: once in effect, however often it comes?"""

from dataclasses import dataclass, field
from enum import Enum

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.nodes import handlers
from yiwang.kernel.nodes.handlers import Arrived
from yiwang.kernel.nodes.letters import Opened, RejectedError
from yiwang.kernel.nodes.models import IncomingMark, Node, Outage, Received
from yiwang.kernel.nodes.rules import MOST_EVIDENCE, contiguous, reason

CHUNK = 2000
# Hearing a node again is written down no more often than this.
HEARD_SECONDS = 5


class Outcome(Enum):
    TAKEN = "taken"
    REFUSED = "refused"
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Enclosed:
    """The files that came with a parcel, and why others were not taken; both by SHA-256."""

    files: dict[str, StoredFile] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def is_known(opened: Opened) -> bool:
    """Whether the number was dealt with before: then its files need not be read at all.

    Raises RejectedError where it comes with another content under the same number.
    """
    return _is_known(opened, IncomingMark.objects.get(node=opened.node))


def _is_known(opened: Opened, mark: IncomingMark) -> bool:
    number = opened.header.number
    if number > mark.highest:
        return False
    received = Received.objects.filter(node=opened.node, number=number).first()
    if received is None:
        return number <= mark.through
    _check_same(opened, received)
    return True


def _check_same(opened: Opened, received: Received) -> None:
    if received.state != Received.State.GONE and received.digest != opened.header.identity:
        raise RejectedError(
            "同一编号的邮包以前来过，内容不同。",
            node=opened.node,
            claimed=opened.node.code,
            number=opened.header.number,
            evidence=opened.text,
        )


@transaction.atomic
def take(opened: Opened, enclosed: Enclosed) -> Outcome:
    """Give the parcel to its handler and mark its number as dealt with, both or neither.

    An exception of the handler other than Refused travels: nothing is kept, the parcel will come again.
    Raises RejectedError where the number came before with another content.
    """
    mark = IncomingMark.objects.select_for_update().get(node=opened.node)
    if _is_known(opened, mark):
        IncomingMark.objects.filter(pk=mark.pk).update(owes_answer=True)
        return Outcome.DUPLICATE
    refusal = _refusal(opened, enclosed)
    received = Received.objects.create(
        node=opened.node,
        number=opened.header.number,
        kind=opened.header.kind,
        digest=opened.header.identity,
        state=Received.State.REFUSED if refusal else Received.State.TAKEN,
        reason=refusal,
        header=opened.text[:MOST_EVIDENCE] if refusal else "",
        received_at=now(),
    )
    advance(mark, [opened.header.number])
    if not refusal:
        return Outcome.TAKEN
    record(
        SYSTEM,
        "nodes.parcel_refuse",
        opened.node,
        number=received.number,
        kind=received.kind,
        digest=opened.header.digest,
        reason=refusal,
    )
    return Outcome.REFUSED


def _refusal(opened: Opened, enclosed: Enclosed) -> str:
    """Empty where the handler took it; otherwise its sentence, and all that it wrote is undone."""
    header = opened.header
    arrived = Arrived(
        node=opened.node,
        kind=header.kind,
        body=opened.body,
        sent_at=header.sent_at,
        number=header.number,
        files=enclosed.files,
        refused_files=enclosed.refused,
    )
    try:
        with transaction.atomic():
            handlers.take(arrived)
    except Refused as refused:
        return reason(refused.sentence) or "未说明理由"
    return ""


def advance(mark: IncomingMark, numbers: list[int]) -> None:
    """Move the locked mark on over numbers whose rows have just been written, and owe an answer."""
    before = mark.through
    mark.highest = max(mark.highest, *numbers)
    if numbers == [mark.through + 1] and mark.highest == numbers[0]:
        mark.through = numbers[0]
    else:
        mark.through = _through(mark)
    for number in [*mark.again]:
        if int(number) <= mark.through or int(number) in numbers:
            del mark.again[number]
    if mark.through == mark.highest:
        mark.gap_since_at, mark.is_gap_told = None, False
    elif mark.gap_since_at is None or mark.through != before:
        mark.gap_since_at, mark.is_gap_told = now(), False
    mark.owes_answer = True
    mark.save()


def _through(mark: IncomingMark) -> int:
    through = mark.through
    while True:
        above = Received.objects.filter(node=mark.node_id, number__gt=through).order_by("number")
        numbers = list(above.values_list("number", flat=True)[:CHUNK])
        reached = contiguous(through, numbers)
        if reached == through or len(numbers) < CHUNK:
            return reached
        through = reached


def heard(node: Node) -> None:
    """The node is alive: a link to it that rests is tried at once."""
    moment = now()
    stale = Node.objects.filter(pk=node.pk).exclude(
        last_heard_at__range=(shifted(moment, seconds=-HEARD_SECONDS), moment)
    )
    if stale.update(last_heard_at=moment):
        Outage.objects.filter(node=node).update(paused_until=moment)


@transaction.atomic
def note_fault(node: Node, why: str) -> None:
    """Remember, for the people at the board, that something could not be taken yet, and why."""
    IncomingMark.objects.filter(node=node).update(last_fault=reason(why), fault_at=now())
