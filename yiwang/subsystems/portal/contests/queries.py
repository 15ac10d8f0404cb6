"""Which contests, sites and scores may a post see, and what do their pages show?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.contests import jury, result, rules
from yiwang.subsystems.portal.contests.models import (
    Contest,
    ContestQuerySet,
    Criterion,
    Entrant,
    EntrantQuerySet,
    Juror,
    Mark,
    Objection,
    Reported,
    ReportedQuerySet,
    Score,
)
from yiwang.subsystems.portal.inspection.rules import INSPECT, READ

MOST_FOUND = 20


@dataclass(frozen=True)
class EntrantRow:
    """A site with what its judges still owe; ``total``: None before anything was counted."""

    entrant: Entrant
    sheets: int
    owed: int
    total: Decimal | None
    is_mine: bool = False
    is_marked: bool = False


@dataclass(frozen=True)
class ScoreRow:
    """A criterion of a site; ``marks``: reasons of the judges, by name for whoever organises."""

    criterion: Criterion
    score: Score | None
    marks: Sequence[tuple[str, Mark]] = ()
    objections: Sequence[Objection] = field(default_factory=list)


def contests(post: Post) -> ContestQuerySet:
    """Those of its units and those in which it takes part; without the right to read, those it judges."""
    if not may(post, READ):
        return Contest.objects.judged_by(post)
    own = Contest.objects.visible_to(post).values("pk")
    part = Contest.objects.taken_part_in(post).values("pk")
    return Contest.objects.filter(Q(pk__in=own) | Q(pk__in=part))


def organises(post: Post, contest: Contest) -> bool:
    return may(post, INSPECT, contest.unit)


def juror_of(post: Post, contest: Contest) -> Juror | None:
    return contest.jurors.select_related("unit").filter(person=post.person_id).first()


def entrants(post: Post, contest: Contest) -> EntrantQuerySet:
    """All of them to whoever organises or judges, and to everybody once the result is public."""
    found = Entrant.objects.filter(contest=contest).in_full()
    if contest.is_final or organises(post, contest) or juror_of(post, contest):
        return found
    return found.visible_to(post)


def entrant_rows(contest: Contest, shown: Sequence[Entrant], post: Post) -> list[EntrantRow]:
    """With a fixed number of queries; ``is_mine``: the post's person judges it."""
    owed = jury.owed(contest, shown) if contest.state != rules.DRAFT else []
    known = contest.state in {rules.SHOWN, rules.FINAL}
    totals = result.totals(shown) if known else {}
    asked: dict[int, list[jury.Owed]] = {one.pk: [] for one in shown}
    for one in owed:
        asked[one.entrant.pk].append(one)
    rows = []
    for entrant in shown:
        held = asked[entrant.pk]
        mine = [one for one in held if one.juror.person_id == post.person_id]
        rows.append(
            EntrantRow(
                entrant,
                sum(one.sheet is not None for one in held),
                len(held),
                entrant.total if contest.is_final else totals.get(entrant.pk),
                bool(mine),
                any(one.sheet for one in mine),
            )
        )
    return rows


def score_rows(entrant: Entrant, *, with_names: bool) -> list[tuple[str, list[ScoreRow]]]:
    """The scheme by heading with what counts for the site; four queries."""
    scores = {one.criterion_id: one for one in entrant.scores.select_related("criterion")}
    marks: dict[int, list[tuple[str, Mark]]] = {}
    told = Mark.objects.filter(sheet__entrant=entrant).select_related("sheet__juror__person")
    numbers: dict[int, int] = {}
    for mark in told.order_by("sheet", "pk"):
        number = numbers.setdefault(mark.sheet_id, len(numbers) + 1)
        name = mark.sheet.juror.person.name if with_names else f"评委{number}"
        marks.setdefault(mark.criterion_id, []).append((name, mark))
    objections: dict[int, list[Objection]] = {}
    for one in Objection.objects.filter(score__entrant=entrant).select_related("raised_by"):
        objections.setdefault(one.score_id, []).append(one)
    by_heading: dict[str, list[ScoreRow]] = {}
    for criterion in entrant.contest.criteria.all():
        score = scores.get(criterion.pk)
        row = ScoreRow(
            criterion, score, marks.get(criterion.pk, ()), objections.get(score.pk, []) if score else []
        )
        by_heading.setdefault(criterion.heading, []).append(row)
    return list(by_heading.items())


def scheme(contest: Contest) -> list[tuple[str, Decimal, list[Criterion]]]:
    """Headings with their points and lines; one query."""
    found: dict[str, list[Criterion]] = {}
    for criterion in contest.criteria.all():
        found.setdefault(criterion.heading, []).append(criterion)
    return [
        (heading, sum((one.points for one in inside), Decimal(0)), inside)
        for heading, inside in found.items()
    ]


def open_objections(contest: Contest) -> list[Objection]:
    rows = Objection.objects.filter(score__entrant__contest=contest, answered_at=None)
    return list(rows.select_related("score__entrant__site", "score__criterion"))


def officials(text: str) -> list[Post]:
    """Posts of people in office whose name holds the words: anybody may be asked to judge."""
    if not text:
        return []
    found = Post.objects.own().in_office(today()).filter(person__name__icontains=text)
    return list(
        found.select_related("person", "unit").order_by("unit__path", "person__name", "pk")[:MOST_FOUND]
    )


def problems(post: Post, given: Mapping[str, str]) -> ReportedQuerySet:
    """Of its units, narrowed by state; what is no state means those not closed."""
    rows = Reported.objects.visible_to(post).in_full()
    state = given.get("state", "")
    if state in rules.PROBLEM_STATES:
        return rows.filter(state=state)
    if state == "late":
        return rows.filter(state=rules.WAITING, due_on__lt=today())
    return rows if state == "all" else rows.exclude(state=rules.CLOSED)
