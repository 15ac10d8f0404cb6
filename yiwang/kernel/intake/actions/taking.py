"""Inner side: what becomes of what the outer side hands over? It may come late, twice and out of order."""

import json

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.rules import marking_in, refuse_marked
from yiwang.kernel.exchange.zones import check_from
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake import kinds, private
from yiwang.kernel.intake.kinds import TakenRating, TakenSubmission, TakenSupplement, TakenWithdrawal
from yiwang.kernel.intake.models import Matter
from yiwang.kernel.prepared import ASKED_TEXT, Prepared, insert

_MATTER = Prepared(
    lambda reference: Matter.objects.select_for_update().filter(reference=reference), ASKED_TEXT
)
State = Matter.State


def take_submission(taken: Taken) -> None:
    """Give it to the subsystem of its kind, once.

    Raises Refused for a kind unknown here, data that its kind forbids, and the mark of a state secret.
    """
    check_from(taken, "outer")
    said = taken.body
    kind = kinds.known(said.kind)
    hidden = private.opened(said.sealed, said.reference)
    refuse_marked(marking_in(json.dumps(hidden, ensure_ascii=False)))
    body = kinds.read(kind, said.data | hidden)
    refuse_marked(marking_in("\n".join(value for value in said.data.values() if isinstance(value, str))))
    matter = _matter(said.reference, taken)
    if matter and matter.number:
        return
    matter = matter or Matter(reference=said.reference, node=taken.envelope.sender_node, received_at=now())
    matter.kind, matter.number, matter.contact = kind.code, said.number, said.contact
    matter.submitted_at = said.submitted_at
    if matter.pk:
        matter.save()
    else:
        insert(matter)
    if matter.state != State.WITHDRAWN:
        kind.take(TakenSubmission(matter, body, taken.files))
    record(SYSTEM, "intake.matter_take", matter, number=matter.number, kind=matter.kind)


def take_supplement(taken: Taken) -> None:
    """Raises Refused for a submission that is not here. One that ended meanwhile only notes that it came."""
    check_from(taken, "outer")
    said = taken.body
    matter = _known(said.reference, taken)
    if matter.is_open:
        given = TakenSupplement(
            matter, said.step, said.text, taken.files, said.handed_in_at, _materials(taken)
        )
        kinds.known(matter.kind).take_supplement(given)
    record(SYSTEM, "intake.supplement_take", matter, step=said.step, is_open=matter.is_open)


def take_withdrawal(taken: Taken) -> None:
    """The applicant took it back. It may come before what it takes back; after the end it changes nothing."""
    check_from(taken, "outer")
    said = taken.body
    matter = _matter(said.reference, taken)
    if matter is None:
        node = taken.envelope.sender_node
        matter = Matter(reference=said.reference, node=node, received_at=now())
    was_open = matter.is_open
    if was_open:
        matter.state = State.WITHDRAWN
        matter.save()
        if matter.number:
            kinds.known(matter.kind).take_withdrawal(TakenWithdrawal(matter, said.withdrawn_at))
    record(SYSTEM, "intake.withdrawal_take", matter, was_open=was_open)


def take_rating(taken: Taken) -> None:
    """Raises Refused for a submission that is not here."""
    check_from(taken, "outer")
    said = taken.body
    matter = _known(said.reference, taken)
    take = kinds.known(matter.kind).take_rating
    if take:
        take(TakenRating(matter, said.stars, said.comment, said.rated_at))
    record(SYSTEM, "intake.rating_take", matter, stars=said.stars)


def _materials(taken: Taken) -> dict[str, tuple[StoredFile, ...]]:
    """Raises Refused for a position at which the envelope has no file."""
    positions = taken.body.materials
    if any(number >= len(taken.files) for numbers in positions.values() for number in numbers):
        raise Refused("补充的材料与附件对不上。")
    return {code: tuple(taken.files[number] for number in numbers) for code, numbers in positions.items()}


def _known(reference: str, taken: Taken) -> Matter:
    matter = _matter(reference, taken)
    if matter is None or not matter.number:
        raise Refused("内网没有收到过这件提交。")
    return matter


def _matter(reference: str, taken: Taken) -> Matter | None:
    """The row, locked. Raises Refused where it came from another installation than this message."""
    matter = _MATTER.first(reference)
    if matter and matter.node_id != taken.envelope.sender_node_id:
        raise Refused("这件提交是由另一个节点转来的。")
    return matter
