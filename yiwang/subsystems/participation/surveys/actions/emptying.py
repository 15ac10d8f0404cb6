"""Outer side: how does the box get emptied into the inner zone, and what happens when a survey is over?

A batch leaves shuffled and is never smaller than a cell must be; as many answers stay in the box until the
end, so that the last batch is none either: whoever watches the figures while a neighbour answers learns
nothing. Figures, slips and the envelope change together.
"""

import json
from collections.abc import Sequence
from secrets import SystemRandom
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.exchange import zones
from yiwang.kernel.exchange.actions.sending import Outline, send
from yiwang.kernel.exchange.addressing import Address
from yiwang.kernel.exchange.parties import Side
from yiwang.subsystems.participation.surveys import answers, counting, messages, rules
from yiwang.subsystems.participation.surveys.models import Draft, Once, OpenSurvey, Slip

MOST_SLIPS, MOST_CHARACTERS = 2_000, 600_000
MOST_BATCHES = 50
_SHUFFLED = SystemRandom()


def empty_boxes() -> int:
    """The regular job: how many answers left their boxes. None while the inner zone is unknown here."""
    inner = zones.known("inner")
    if inner is None:
        return 0
    surveys = Slip.objects.order_by().values_list("survey", flat=True).distinct()
    return sum(_emptied(pk, inner) for pk in list(surveys))


def _emptied(survey_id: int, inner: Address) -> int:
    done = 0
    for _ in range(MOST_BATCHES):
        count = _send_batch(survey_id, inner)
        if not count:
            break
        done += count
    return done


@transaction.atomic
def _send_batch(survey_id: int, inner: Address) -> int:
    survey = OpenSurvey.objects.select_for_update(no_key=True).get(pk=survey_id)
    spare = Slip.objects.filter(survey=survey).count() - survey.least_cell
    if spare < survey.least_cell:
        return 0
    slips = _slips(survey, spare)
    _count(survey, slips, inner, is_last=False)
    return len(slips)


def _slips(survey: OpenSurvey, most: int = MOST_SLIPS) -> list[Slip]:
    """As many as one envelope holds; by their ids, which say nothing of when they came."""
    held: list[Slip] = []
    room = MOST_CHARACTERS
    for slip in Slip.objects.filter(survey=survey).order_by("id")[: min(most, MOST_SLIPS)]:
        room -= len(json.dumps(slip.said, ensure_ascii=False))
        if room < 0 and held:
            break
        held.append(slip)
    return held


def _count(survey: OpenSurvey, slips: Sequence[Slip], inner: Address, *, is_last: bool) -> None:
    questions = survey.asked
    added = (counting.counts(questions, slip.said) for slip in slips)
    survey.figures = counting.summed(survey.figures, added)
    survey.received += len(slips)
    if is_last:
        survey.sealed_at, survey.key = now(), ""
    survey.save(update_fields=["figures", "received", "sealed_at", "key"])
    gone, _ = Slip.objects.filter(pk__in=[slip.pk for slip in slips]).delete()
    if gone != len(slips):
        raise RuntimeError("A slip was counted elsewhere at the same time.")
    body = _batch(survey, slips, is_last=is_last)
    send(SYSTEM, Side(), Outline(messages.BATCH, f"网上调查答卷 {survey.reference}", [inner], body=body))
    act = "surveys.box_close" if is_last else "surveys.box_empty"
    record(SYSTEM, act, survey, count=len(slips), total=survey.received)


def _batch(survey: OpenSurvey, slips: Sequence[Slip], *, is_last: bool) -> dict[str, Any]:
    """What was chosen and what was written, each shuffled for itself."""
    questions = survey.asked
    chosen = [answers.without_texts(questions, slip.said) for slip in slips]
    written = [
        messages.Said(question=code, text=text)
        for slip in slips
        for code, text in answers.texts(questions, slip.said)
    ]
    _SHUFFLED.shuffle(chosen)
    _SHUFFLED.shuffle(written)
    return messages.Batch(
        reference=survey.reference, answers=chosen, texts=written, total=survey.received, is_last=is_last
    ).model_dump(mode="json")


def seal_ended() -> int:
    """The regular job: surveys that are over are counted to the last answer; how many.

    Nobody can begin to answer after the end; whoever was sending then has rules.GRACE_SECONDS.
    """
    inner = zones.known("inner")
    if inner is None:
        return 0
    before = shifted(now(), seconds=-rules.GRACE_SECONDS)
    ended = list(OpenSurvey.objects.unsealed(before).order_by("pk").values_list("pk", flat=True)[:100])
    for survey_id in ended:
        _emptied(survey_id, inner)
    return sum(_sealed(survey_id, inner) for survey_id in ended)


@transaction.atomic
def _sealed(survey_id: int, inner: Address) -> bool:
    """The rest of the box, the end of the key and of every mark."""
    survey = OpenSurvey.objects.select_for_update(no_key=True).get(pk=survey_id)
    if survey.sealed_at is not None:
        return False
    slips = _slips(survey)
    if Slip.objects.filter(survey=survey).count() > len(slips):
        return False  # more than one envelope: the next turn goes on
    _count(survey, slips, inner, is_last=True)
    Once.objects.filter(survey=survey).delete()
    Draft.objects.filter(survey=survey).delete()
    return True
