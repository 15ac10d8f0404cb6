"""How does the inner zone get what is owed to it, however long it cannot be reached?

A row is owed in the transaction of the deed that it belongs to. It goes to the exchange at once where the
inner zone is known, otherwise by the regular job; from there on nodes carries it until it is acknowledged.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import zones
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.parties import Side
from yiwang.kernel.intake import contacts, kinds, messages, private
from yiwang.kernel.intake.actions.keys import usable_key
from yiwang.kernel.intake.models import Handover, HeldFile, Submission
from yiwang.kernel.prepared import Prepared, insert, insert_all, update

LABELS = {
    messages.SUBMISSION: "提交",
    messages.SUPPLEMENT: "补充",
    messages.WITHDRAWAL: "撤回",
    messages.RATING: "评价",
    messages.KEY_REQUEST: "请求加密公钥",
}
BATCH = 200
_Held = Handover.files.through
_FILES = Prepared(
    lambda handover_id: (
        _Held.objects.filter(handover=handover_id).select_related("heldfile__stored").order_by("heldfile_id")
    )
)


def owe(
    by: Actor, submission: Submission | None, kind: str, body: dict[str, Any], files: Sequence[HeldFile] = ()
) -> Handover:
    """Part of the caller's transaction. Raises Refused for what the exchange forbids, such as secrets."""
    handover = Handover(submission=submission, kind=kind, body=body, created_at=now())
    insert(handover)
    insert_all([_Held(handover=handover, heldfile=held) for held in files])
    _hand_over(by, handover)
    return handover


def _hand_over(by: Actor, handover: Handover) -> bool:
    """Whether the exchange has it now: not while the inner zone or its key is unknown here."""
    inner = zones.known("inner")
    if inner is None:
        return False
    body = _with_sealed(handover)
    if body is None:
        ask_for_key()
        return False
    label = kinds.label(handover.submission.kind) if handover.submission else ""
    files = [each.heldfile.stored for each in _FILES.rows(handover.pk)]
    subject = f"{label}{LABELS[handover.kind]} {handover.number}"
    handover.envelope = send(by, Side(), Outline(handover.kind, subject, [inner], body=body, files=files)).uid
    update(handover, ["envelope"])
    return True


def _with_sealed(handover: Handover) -> dict[str, Any] | None:
    """The body as it is sent, with what says who handed it in sealed; None while there is no key for that."""
    submission = handover.submission
    if submission is None or handover.kind != messages.SUBMISSION:
        return dict(handover.body)
    names = kinds.known(submission.kind).private
    data, _ = private.parted(handover.body["data"], names)
    _, hidden = private.parted(submission.data, names)
    body = {**handover.body, "data": data}
    if not (submission.contact or hidden):
        return body
    key = usable_key()
    if key is None:
        return None
    contact = contacts.sealed_for_inner(contacts.of_submission(submission), key)
    sealed = private.sealed(hidden, submission.reference, key)
    return {**body, "contact": contact, **({"sealed": sealed} if sealed else {})}


def ask_for_key() -> None:
    """What contacts are sealed to; at most once an hour."""
    moment = now()
    questions = Handover.objects.filter(submission=None, created_at__gt=shifted(moment, hours=-1))
    if not questions.filter(kind=messages.KEY_REQUEST).exists():
        body = messages.KeyRequest(asked_at=moment).model_dump(mode="json")
        owe(SYSTEM, None, messages.KEY_REQUEST, body)


def hand_over_waiting() -> int:
    """What could not go at once, in order; how many went. One that a rule forbids waits for people."""
    done = 0
    for pk in list(Handover.objects.waiting().values_list("pk", flat=True)[:BATCH]):
        try:
            went = _handed_over(pk)
        except Refused as refused:
            _note_trouble(pk, refused.sentence)
            continue
        done += went
    return done


@transaction.atomic
def _handed_over(pk: int) -> bool:
    waiting = Handover.objects.waiting().select_for_update(of=("self",)).select_related("submission")
    handover = waiting.filter(pk=pk).first()
    return handover is None or _hand_over(SYSTEM, handover)


@transaction.atomic
def _note_trouble(pk: int, sentence: str) -> None:
    handover = Handover.objects.select_for_update(of=("self",)).select_related("submission").get(pk=pk)
    handover.trouble = sentence[:300]
    handover.save(update_fields=["trouble"])
    record(SYSTEM, "intake.handover_fail", handover, reason=handover.trouble)


@transaction.atomic
def note_delivered(envelopes: Sequence[str]) -> int:
    """The inner zone says that it took these; how many we waited for."""
    waited = Handover.objects.filter(envelope__in=envelopes, delivered_at=None)
    return waited.update(delivered_at=now(), trouble="")


@transaction.atomic
def note_refused(envelope: str, reason: str) -> None:
    """The inner zone did not take it, and why."""
    for handover in Handover.objects.filter(envelope=envelope, delivered_at=None).select_for_update():
        handover.trouble = (reason or "收件方拒收，未说明理由")[:300]
        handover.save(update_fields=["trouble"])
        record(SYSTEM, "intake.handover_fail", handover, reason=handover.trouble)


@transaction.atomic
def hand_over_again(by: Actor, handover_id: int) -> Handover:
    """Once more, in a new envelope; the inner side takes a submission once however often it comes.

    Raises Refused where it is not stuck, and where the same rule forbids it again.
    """
    stuck = Handover.objects.stuck().select_for_update(of=("self",)).select_related("submission")
    handover = stuck.filter(pk=handover_id).first()
    if handover is None:
        raise Refused("这一件没有卡住，不需要重新转送。")
    before = handover.trouble
    handover.envelope, handover.trouble = "", ""
    handover.save(update_fields=["envelope", "trouble"])
    _hand_over(by, handover)
    record(by, "intake.handover_retry", handover, reason=before)
    return handover
