"""Inner side: how does the outer zone learn of a survey?

What it has to know is counted in the transaction of the deed. It goes to the exchange at once where the
outer zone is known, otherwise by the regular job.
"""

from collections.abc import Sequence

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange import addressing
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import Address
from yiwang.kernel.exchange.models import Receipt
from yiwang.kernel.exchange.parties import Side
from yiwang.subsystems.participation.surveys import messages, rules
from yiwang.subsystems.participation.surveys.models import Remark, Survey

BATCH = 200
MOST_TEXTS, MOST_CHARACTERS = 1_000, 300_000


def tell_outside(by: Actor, survey: Survey) -> None:
    """Part of the caller's transaction. Raises Refused for what may not be sent."""
    survey.sequence += 1
    survey.save(update_fields=["sequence"])
    try:
        outer = addressing.of_zone("outer")
    except Refused:
        return
    _send(by, survey, outer)


def _send(by: Actor, survey: Survey, outer: Address) -> None:
    words = "停止" if survey.state == rules.WITHDRAWN else "发布"
    body = _edition(survey).model_dump(mode="json")
    send(by, Side(), Outline(messages.EDITION, f"{words}网上调查 {survey.title}", [outer], body=body))
    survey.sent_sequence, survey.trouble = survey.sequence, ""
    survey.save(update_fields=["sent_sequence", "trouble"])


def _edition(survey: Survey) -> messages.Edition:
    return messages.Edition(
        reference=survey.reference,
        sequence=survey.sequence,
        state="withdrawn" if survey.state == rules.WITHDRAWN else "published",
        title=survey.title,
        unit=survey.unit.name,
        unit_code=survey.unit.code,
        introduction=survey.introduction,
        questions=survey.questions,
        opens_at=survey.opens_at,
        closes_at=survey.closes_at,
        published_at=survey.published_at or survey.opens_at,
        once=survey.once,  # type: ignore[arg-type]
        results=survey.results,  # type: ignore[arg-type]
        least_cell=survey.least_cell,
        reason=survey.reason,
        notice=survey.notice,
        texts=_texts(survey),
    )


def _texts(survey: Survey) -> list[messages.Shown]:
    """As many as an envelope holds."""
    shown: list[messages.Shown] = []
    room = MOST_CHARACTERS
    for remark in Remark.objects.shown().filter(survey=survey).order_by("id")[:MOST_TEXTS]:
        room -= len(remark.text)
        if room < 0:
            break
        shown.append(messages.Shown(question=remark.question, text=remark.text))
    return shown


def tell_waiting() -> int:
    """The regular job: what could not go at once; how many went. One that is forbidden waits for people."""
    try:
        outer = addressing.of_zone("outer")
    except Refused:
        return 0
    waiting = Survey.objects.owed().filter(trouble="").order_by("pk").values_list("pk", flat=True)
    return sum(_told(pk, outer) for pk in list(waiting[:BATCH]))


def _told(survey_id: int, outer: Address) -> bool:
    try:
        return _send_owed(survey_id, outer)
    except Refused as refused:
        note_trouble(survey_id, refused.sentence)
        return False


@transaction.atomic
def _send_owed(survey_id: int, outer: Address) -> bool:
    held = Survey.objects.owed().select_for_update(of=("self",)).select_related("unit")
    survey = held.filter(pk=survey_id).first()
    if survey is None:
        return False
    _send(SYSTEM, survey, outer)
    return True


@transaction.atomic
def note_trouble(survey_id: int, sentence: str) -> None:
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey_id)
    survey.trouble = sentence[:300]
    survey.save(update_fields=["trouble"])
    record(SYSTEM, "surveys.survey_fail", survey, reason=survey.trouble)


@transaction.atomic
def tell_again(by: Actor, survey_id: int) -> Survey:
    """Once more, in a new envelope. Raises Refused where the outer zone is unknown or a rule forbids it."""
    survey = Survey.objects.select_for_update(of=("self",)).select_related("unit").get(pk=survey_id)
    if survey.state == rules.DRAFT:
        raise Refused("这次调查还没有发布。")
    survey.sequence += 1
    survey.save(update_fields=["sequence"])
    _send(by, survey, addressing.of_zone("outer"))
    record(by, "surveys.survey_retry", survey)
    return survey


def hear(receipts: Sequence[Receipt]) -> None:
    """A follower of the exchange: what the outer zone refused is shown to those who hold the survey."""
    for receipt in receipts:
        if receipt.kind == exchange.REFUSED and receipt.envelope.kind == messages.EDITION:
            reference = receipt.envelope.statement.body["reference"]
            survey = Survey.objects.filter(reference=reference).first()
            if survey:
                note_trouble(survey.pk, f"外网未接收：{receipt.statement.reason or '未说明理由'}")
