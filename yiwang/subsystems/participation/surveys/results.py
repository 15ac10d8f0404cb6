"""What is shown of the figures, to the public, to officials and in exports the same? No small cells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from yiwang.subsystems.participation.surveys import cells
from yiwang.subsystems.participation.surveys import questions as asked
from yiwang.subsystems.participation.surveys.answers import Said
from yiwang.subsystems.participation.surveys.counting import Figures
from yiwang.subsystems.participation.surveys.questions import Question, Questions

HIDDEN = "—"
MOST_LINES = 400


@dataclass(frozen=True)
class Line:
    """``number``: people; None where it is hidden. ``share`` in per cent of those who answered."""

    key: str
    label: str
    number: int | None
    share: str

    @property
    def shown(self) -> str:
        return HIDDEN if self.number is None else str(self.number)


@dataclass(frozen=True)
class Table:
    """``group``: of a matrix the row, of a ranking the place."""

    group: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Result:
    """Of one question. ``answered`` is None where too few answered; ``mean``: of stars, numbers, places."""

    place: int
    question: Question
    answered: int | None
    tables: tuple[Table, ...] = ()
    mean: str = ""
    note: str = ""

    @property
    def has_hidden(self) -> bool:
        return any(line.number is None for table in self.tables for line in table.lines)


def of(questions: Questions, figures: Figures, least: int) -> list[Result]:
    """In order. A question that was shown only after an answer whose number is hidden is hidden too."""
    hidden: dict[str, set[str]] = {}
    found = []
    for place, question in enumerate(questions, 1):
        result = _of(place, question, figures, least)
        condition = question.condition
        if condition and hidden.get(condition.question, set()) & set(condition.options):
            result = Result(place, question, None, note="只有很少的人看到这道题，不显示。")
        hidden[question.code] = _hidden_options(result)
        found.append(result)
    return found


def _hidden_options(result: Result) -> set[str]:
    """The codes by which later questions might tell what is not shown here."""
    if result.answered is None:
        return set(result.question.picks())
    lines = [line for table in result.tables for line in table.lines]
    return {line.key.rsplit("/", 1)[-1] for line in lines if line.number is None}


def _of(place: int, question: Question, figures: Figures, least: int) -> Result:
    answered = figures.get(question.code, 0)
    if answered < least:
        note = "还没有人回答。" if not answered else f"回答的不足{least}人，不显示。"
        return Result(place, question, None, note=note)
    tables = _tables(question, figures, answered, least)
    is_whole = not any(line.number is None for table in tables for line in table.lines)
    return Result(place, question, answered, tables, _mean(question, figures, answered) if is_whole else "")


def _tables(question: Question, figures: Figures, answered: int, least: int) -> tuple[Table, ...]:
    code, picks = question.code, question.picks()
    match question.kind:
        case asked.SINGLE | asked.RATING:
            numbers = [figures.get(f"{code}/{one}", 0) for one in picks]
            return (_table("", code, picks, numbers, cells.of_parts(numbers, least), answered),)
        case asked.MULTIPLE:
            numbers = [figures.get(f"{code}/{one}", 0) for one in picks]
            return (_table("", code, picks, numbers, cells.of_choices(numbers, answered, least), answered),)
        case asked.MATRIX:
            return tuple(_row(question, row.code, row.text, figures, least) for row in question.rows)
        case asked.RANKING:
            return _places(question, figures, answered, least)
    return ()


def _table(
    group: str,
    stem: str,
    picks: Mapping[str, str],
    numbers: Sequence[int],
    hidden: Iterable[int],
    whole: int,
) -> Table:
    kept = set(hidden)
    lines = [
        Line(
            f"{stem}/{one}",
            label,
            None if at in kept else numbers[at],
            HIDDEN if at in kept else share(numbers[at], whole),
        )
        for at, (one, label) in enumerate(picks.items())
    ]
    return Table(group, tuple(lines))


def _row(question: Question, row: str, label: str, figures: Figures, least: int) -> Table:
    stem, picks = f"{question.code}/{row}", question.picks()
    whole = figures.get(stem, 0)
    numbers = [figures.get(f"{stem}/{one}", 0) for one in picks]
    hidden = range(len(numbers)) if 0 < whole < least else cells.of_parts(numbers, least)
    return _table(label, stem, picks, numbers, hidden, whole)


def _places(question: Question, figures: Figures, answered: int, least: int) -> tuple[Table, ...]:
    """How often each option came to each place: a cross table, since both of its sums are known."""
    picks = question.picks()
    numbers = [
        [figures.get(f"{question.code}/{one}/{place}", 0) for one in picks]
        for place in range(1, question.ranked + 1)
    ]
    hidden = cells.of_table(numbers, least)
    return tuple(
        Table(
            f"第{place}位",
            tuple(
                Line(
                    f"{question.code}/{one}/{place}",
                    label,
                    None if (place - 1, at) in hidden else numbers[place - 1][at],
                    HIDDEN if (place - 1, at) in hidden else share(numbers[place - 1][at], answered),
                )
                for at, (one, label) in enumerate(picks.items())
            ),
        )
        for place in range(1, question.ranked + 1)
    )


def _mean(question: Question, figures: Figures, answered: int) -> str:
    match question.kind:
        case asked.RATING:
            stars = sum(int(one) * figures.get(f"{question.code}/{one}", 0) for one in asked.STARS)
            return f"平均{rounded(Decimal(stars) / answered)}分"
        case asked.NUMBER:
            mean = Decimal(figures.get(f"{question.code}/sum", 0)) / 100 / answered
            return f"平均{rounded(mean)}{question.unit}"
    return ""


def rounded(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def share(number: int, whole: int) -> str:
    """``12.5%``; of nobody nothing."""
    if not whole:
        return "0.0%"
    return f"{(Decimal(number) * 100 / whole).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


@dataclass(frozen=True)
class Crossed:
    """How those who chose a row chose among the columns; None: hidden."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]
    answered: int


def crossed(down: Question, across: Question, answers: Iterable[Said], least: int) -> Crossed:
    """Of two questions that decide something; of a question with several choices a person counts in each."""
    rows, columns = down.picks(), across.picks()
    numbers = [[0] * len(columns) for _ in rows]
    at_row, at_column = {one: at for at, one in enumerate(rows)}, {one: at for at, one in enumerate(columns)}
    answered = 0
    for said in answers:
        left, right = _chosen(said.get(down.code)), _chosen(said.get(across.code))
        answered += bool(left and right)
        for one in left:
            for other in right:
                numbers[at_row[one]][at_column[other]] += 1
    hidden = _hidden_crossing(numbers, least, answered)
    shown = tuple(
        (label, tuple(None if (at, to) in hidden else number for to, number in enumerate(numbers[at])))
        for at, label in enumerate(rows.values())
    )
    return Crossed(tuple(columns.values()), shown, answered)


def _hidden_crossing(
    numbers: Sequence[Sequence[int]], least: int, answered: int
) -> frozenset[tuple[int, int]]:
    if answered < least:
        return frozenset((r, c) for r, row in enumerate(numbers) for c in range(len(row)))
    return cells.of_table(numbers, least)


def _chosen(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(one) for one in value] if isinstance(value, list) else []
