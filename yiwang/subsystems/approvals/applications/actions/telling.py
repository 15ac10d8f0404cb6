"""How does the applicant learn of every step, though nothing is sent while the case is being decided on?

An envelope costs its signature and several rows (about 10 ms). So a step is owed: one row in the transaction
of the deed. It is sent after the commit by the process that did the deed, and by a regular job whatever
became of that process: each is sent once, in the order in which the steps happened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.kernel.intake.messages import Asked
from yiwang.kernel.intake.models import Matter
from yiwang.kernel.prepared import Prepared, insert, update
from yiwang.subsystems.approvals.applications.actions import issuing
from yiwang.subsystems.approvals.applications.models import Paper, Telling

BATCH = 200
_OWED_TO = Prepared(lambda matter_id: Telling.objects.waiting().filter(matter=matter_id).only("pk"))
_OWED = Prepared(
    lambda pk: (
        Telling.objects.waiting().select_for_update(of=("self",)).select_related("matter").filter(pk=pk)
    )
)
_UNDRAWN = Prepared(lambda telling_id: Paper.objects.undrawn().filter(tellings=telling_id))
_FILES = Prepared(
    lambda telling_id: (
        Telling.files.through.objects.filter(telling=telling_id).select_related("storedfile").order_by("pk")
    )
)
_DRAWN = Prepared(
    lambda telling_id: (
        Paper.objects.filter(tellings=telling_id, pdf__isnull=False)
        .select_related("pdf")
        .only("pdf")
        .order_by("pdf_id")
    )
)


@dataclass(frozen=True)
class Step:
    """What the applicant may learn: ``kind`` of intake.rules.STEPS; ``facts`` for the panels of the page."""

    label: str
    text: str = ""
    kind: str = "note"
    due_on: date | None = None
    files: Sequence[StoredFile] = ()
    asks: Sequence[Asked] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def owe(by: Actor, matter: Matter, step: Step) -> Telling:
    """Part of the caller's transaction."""
    telling = Telling(
        matter=matter,
        kind=step.kind,
        label=step.label,
        text=step.text,
        unit=by.unit[:120],
        person=by.person[:80],
        due_on=step.due_on,
        asks=[asked.model_dump(mode="json") for asked in step.asks],
        facts=dict(step.facts),
        created_at=now(),
    )
    insert(telling)
    if step.files:
        telling.files.set(step.files)
    transaction.on_commit(lambda: send_for(matter.pk), robust=True)
    return telling


def send_for(matter_id: int) -> int:
    """Everything that this applicant is owed, in order; how many went. Runs after the commit."""
    return sum(_sent(owed.pk) for owed in _OWED_TO.rows(matter_id))


def send_waiting() -> int:
    """The regular job: what the process that owed it did not live to send."""
    return sum(_sent(pk) for pk in list(Telling.objects.waiting().values_list("pk", flat=True)[:BATCH]))


def _sent(pk: int) -> bool:
    """Whether it went now; a rule that says no is noted, and people look at it."""
    try:
        for paper in _UNDRAWN.rows(pk):
            issuing.drawn(paper)
        return _send(pk)
    except Refused as refused:
        _note_trouble(pk, refused.sentence)
        return False


@transaction.atomic
def _send(pk: int) -> bool:
    """The envelope and the mark that it was sent are one transaction: neither twice nor never."""
    telling = _OWED.first(pk)
    if telling is None or _is_overtaken(telling):
        return False
    if not telling.matter.is_open:
        return _dropped(telling)
    by = Actor(person=telling.person, unit=telling.unit)
    step = Report(
        label=telling.label,
        text=telling.text,
        kind=telling.kind,  # type: ignore[arg-type]
        unit=telling.unit,
        due_on=telling.due_on,
        files=_files(telling),
        asks=[Asked.model_validate(asked) for asked in telling.asks],
        facts=telling.facts,
    )
    envelope = report(by, telling.matter.reference, step)
    telling.told_at, telling.envelope = now(), envelope.uid
    update(telling, ["told_at", "envelope"])
    return True


def _files(telling: Telling) -> list[StoredFile]:
    """What was hung on the step, and its papers, all drawn by now."""
    hung = [each.storedfile for each in _FILES.rows(telling.pk)]
    return [*hung, *(paper.pdf for paper in _DRAWN.rows(telling.pk) if paper.pdf)]


def _is_overtaken(telling: Telling) -> bool:
    """An earlier step of the same applicant has not gone yet: it goes first."""
    return _OWED_TO.rows(telling.matter_id)[0].pk < telling.pk


def _dropped(telling: Telling) -> bool:
    """Nobody outside waits for it any more: the applicant took the application back."""
    telling.told_at, telling.trouble = now(), f"{telling.matter.get_state_display()}，不再反馈。"
    telling.save(update_fields=["told_at", "trouble"])
    return False


@transaction.atomic
def _note_trouble(pk: int, sentence: str) -> None:
    telling = Telling.objects.select_for_update(of=("self",)).get(pk=pk)
    if telling.told_at is None:
        telling.trouble = sentence[:300]
        telling.save(update_fields=["trouble"])
        record(SYSTEM, "approvals.telling_fail", telling, reason=telling.trouble)


@transaction.atomic
def send_again(by: Actor, telling_id: int) -> Telling:
    """Try once more what a rule did not let go. Raises Refused where it is not stuck."""
    telling = Telling.objects.stuck().select_for_update(of=("self",)).filter(pk=telling_id).first()
    if telling is None:
        raise Refused("这一条没有卡住，不需要重新发送。")
    before, telling.trouble = telling.trouble, ""
    telling.save(update_fields=["trouble"])
    transaction.on_commit(lambda: send_for(telling.matter_id), robust=True)
    record(by, "approvals.telling_retry", telling, reason=before)
    return telling
