"""How are answers counted? One function says what an answer adds; every tally is a sum of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from yiwang.subsystems.participation.surveys import questions as asked
from yiwang.subsystems.participation.surveys.answers import Said
from yiwang.subsystems.participation.surveys.questions import Question, Questions

Figures = Mapping[str, int]


def counts(questions: Questions, answers: Said) -> Counter[str]:
    """What one answer adds, by cell: ``q1`` answered at all, ``q1/a`` an option or stars, ``q1/r1/a`` a row's
    option, ``q1/a/2`` an option ranked second, ``q1/sum`` a number in hundredths.
    """
    added: Counter[str] = Counter()
    for question in questions:
        if question.code in answers:
            added[question.code] = 1
            added.update(dict(_of(question, answers[question.code])))
    return added


def _of(question: Question, value: object) -> Iterable[tuple[str, int]]:
    code = question.code
    match question.kind, value:
        case ((asked.SINGLE | asked.RATING), str()):
            yield f"{code}/{value}", 1
        case asked.MULTIPLE, list():
            yield from ((f"{code}/{one}", 1) for one in value)
        case asked.RANKING, list():
            yield from ((f"{code}/{one}/{place}", 1) for place, one in enumerate(value, 1))
        case asked.MATRIX, dict():
            for row, one in value.items():
                yield f"{code}/{row}", 1
                yield f"{code}/{row}/{one}", 1
        case asked.NUMBER, str():
            yield f"{code}/sum", int(Decimal(value) * 100)


def summed(figures: Figures, added: Iterable[Counter[str]]) -> dict[str, int]:
    """The figures with what came, without cells that are nought."""
    total = Counter(dict(figures))
    for one in added:
        for key, number in one.items():
            total[key] += number
    return {key: number for key, number in sorted(total.items()) if number}


def recount(questions: Questions, answers: Iterable[Said]) -> dict[str, int]:
    """All over again, from the answers themselves."""
    return summed({}, (counts(questions, one) for one in answers))
