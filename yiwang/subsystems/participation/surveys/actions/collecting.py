"""Inner side: what becomes of the answers that came out of a box?"""

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import check_from
from yiwang.kernel.organizations import masking
from yiwang.subsystems.participation.surveys import counting, personal
from yiwang.subsystems.participation.surveys.messages import Batch
from yiwang.subsystems.participation.surveys.models import Answer, Remark, Survey

CHUNK = 1_000


def take_batch(taken: Taken) -> None:
    """Keep what was chosen and, apart from it, what was written; the envelope comes once in effect.

    Raises Refused where it comes from elsewhere or the survey is unknown here.
    """
    check_from(taken, "outer")
    said: Batch = taken.body
    survey = Survey.objects.select_for_update(of=("self",)).filter(reference=said.reference).first()
    if survey is None:
        raise Refused("内网没有这次调查，答卷没有接收。")
    Answer.objects.bulk_create([Answer(survey=survey, said=one) for one in said.answers], batch_size=CHUNK)
    Remark.objects.bulk_create(
        [
            Remark(
                survey=survey,
                question=one.question,
                text=masking.text(one.text),
                is_suspicious=personal.is_suspicious(one.text),
            )
            for one in said.texts
        ],
        batch_size=CHUNK,
    )
    questions = survey.asked
    survey.figures = counting.summed(
        survey.figures, (counting.counts(questions, one) for one in said.answers)
    )
    survey.received += len(said.answers)
    if said.is_last:
        survey.expected = said.total
    if survey.expected is not None and survey.received == survey.expected:
        survey.counted_at = survey.counted_at or now()
    survey.save(update_fields=["figures", "received", "expected", "counted_at"])
    record(SYSTEM, "surveys.answers_take", survey, count=len(said.answers), total=survey.received)
