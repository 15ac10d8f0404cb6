"""How do the scores of a contest become its result, and is the result still what it was?"""

from collections.abc import Sequence
from decimal import Decimal

from yiwang.kernel.audit.rules import canonical, sm3
from yiwang.subsystems.portal.contests import rules
from yiwang.subsystems.portal.contests.models import Contest, Entrant, Score


def totals(entrants: Sequence[Entrant]) -> dict[int, Decimal]:
    """By the id of the entrant, from the scores as they are now; one query."""
    scores: dict[int, list[tuple[Decimal | None, Decimal]]] = {one.pk: [] for one in entrants}
    rows = Score.objects.filter(entrant__in=entrants).order_by()
    for entrant_id, got, most in rows.values_list("entrant", "points", "criterion__points"):
        scores[entrant_id].append((got, most))
    return {pk: rules.total(held) for pk, held in scores.items()}


def settle(contest: Contest, entrants: Sequence[Entrant]) -> None:
    """Total, rank and award of each, group by group; not saved."""
    summed = totals(entrants)
    for group in contest.groups:
        inside = [one for one in entrants if one.group == group]
        standings = [rules.Standing(one.pk, summed[one.pk], bool(one.vetoes)) for one in inside]
        places = rules.placed(standings, contest.prizes)
        for one in inside:
            one.total = summed[one.pk]
            one.rank, one.award = places[one.pk].rank, places[one.pk].award


def digest(contest: Contest) -> str:
    """SM3 over ranks, awards and every score as they stand in the database."""
    ranked = contest.entrants.order_by("pk").values_list("pk", "site", "group", "total", "rank", "award")
    scores = Score.objects.filter(entrant__contest=contest).order_by("entrant", "criterion")
    lines = scores.values_list("entrant", "criterion", "points", "said", "judges", "changed_from")
    content = {
        "contest": [contest.pk, contest.name, contest.year],
        "ranked": [[_plain(cell) for cell in row] for row in ranked],
        "scores": [[_plain(cell) for cell in row] for row in lines],
    }
    return sm3(canonical(content).encode())


def _plain(cell: object) -> object:
    return f"{cell:.2f}" if isinstance(cell, Decimal) else cell
