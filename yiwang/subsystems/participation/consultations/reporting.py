"""What is told of the opinions: to the public together, to each author their own?"""

from collections import Counter
from collections.abc import Iterable

from yiwang.kernel.organizations import masking
from yiwang.subsystems.participation.consultations import messages, rules
from yiwang.subsystems.participation.consultations.models import Consultation, Opinion

MOST_TOLD, MOST_CHARACTERS = 2_000, 400_000


def feedback(consultation: Consultation) -> messages.Feedback:
    """Only opinions that somebody looked through are quoted, masked; all are counted."""
    valid = Opinion.objects.valid().filter(consultation=consultation)
    figures = Counter(valid.order_by().values_list("verdict", flat=True))
    shown = valid.filter(showing=rules.SHOWN).select_related("clause").order_by("clause__number", "pk")
    return messages.Feedback(
        summary=consultation.summary,
        people=valid.order_by().values("matter").distinct().count(),
        figures={verdict: figures[verdict] for verdict in rules.VERDICTS if figures[verdict]},
        opinions=_quoted(shown),
        answered_at=consultation.answered_at,  # type: ignore[arg-type]
    )


def _quoted(opinions: Iterable[Opinion]) -> list[messages.Told]:
    """What was said in the same words to the same clause and answered alike stands once, with how often."""
    times: Counter[tuple[int, str, str, str]] = Counter()
    for one in opinions:
        clause = one.clause.number if one.clause else 0
        times[(clause, masking.text(one.public_text or one.text), one.verdict, one.reason)] += 1
    quoted: list[messages.Told] = []
    room = MOST_CHARACTERS
    for (clause, text, verdict, reason), count in times.items():
        room -= len(text) + len(reason)
        if room < 0 or len(quoted) == MOST_TOLD:
            break
        quoted.append(
            messages.Told(clause=clause, text=text, verdict=verdict, reason=reason, times=count)  # type: ignore[arg-type]
        )
    return quoted


def to_author(opinions: Iterable[Opinion], summary: str) -> str:
    """One author's opinions one after another, each with what became of it and why."""
    lines = []
    for one in opinions:
        named = one.clause.label if one.clause else "全文"
        verdict = rules.VERDICTS[one.verdict]
        lines.append(f"您对{named}的意见：{verdict}。{one.reason}".strip())
    return "\n".join([*lines, "", summary])[:4_900]
