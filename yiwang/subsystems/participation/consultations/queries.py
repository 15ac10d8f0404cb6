"""What do officials see of the opinions: counted by clause and verdict, one with those like it?"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from yiwang.subsystems.participation.consultations import rules
from yiwang.subsystems.participation.consultations.actions.handling import index
from yiwang.subsystems.participation.consultations.models import (
    Clause,
    Consultation,
    Opinion,
    OpinionQuerySet,
)
from yiwang.subsystems.participation.language import similar


@dataclass(frozen=True)
class ClauseCount:
    """``clause`` is None for the whole draft."""

    clause: Clause | None
    number: int
    total: int
    unhandled: int
    adopted: int


def by_clause(consultation: Consultation) -> list[ClauseCount]:
    """The whole first, then every clause in order; two queries."""
    counted = (
        Opinion.objects.valid()
        .filter(consultation=consultation)
        .order_by()
        .values("clause")
        .annotate(
            total=Count("pk"),
            unhandled=Count("pk", filter=Q(verdict="")),
            adopted=Count("pk", filter=Q(verdict__in=[rules.ADOPTED, rules.PARTLY])),
        )
    )
    known: dict[int | None, dict[str, Any]] = {row["clause"]: dict(row) for row in counted}
    rows: list[Clause | None] = [None, *consultation.clauses.all()]
    found = []
    for clause in rows:
        row: dict[str, Any] = known.get(clause.pk if clause else None, {})
        found.append(
            ClauseCount(
                clause,
                clause.number if clause else 0,
                row.get("total", 0),
                row.get("unhandled", 0),
                row.get("adopted", 0),
            )
        )
    return found


def totals(counts: list[ClauseCount]) -> dict[str, int]:
    return {
        "total": sum(one.total for one in counts),
        "unhandled": sum(one.unhandled for one in counts),
        "adopted": sum(one.adopted for one in counts),
    }


def narrowed(
    consultation: Consultation, clause: str = "", verdict: str = "", sort: str = "", text: str = ""
) -> OpinionQuerySet:
    """In the order in which they came. ``clause``: a number, "0" the whole; ``verdict``: "none" unhandled."""
    found = Opinion.objects.valid().filter(consultation=consultation)
    if clause == "0":
        found = found.filter(clause=None)
    elif clause:
        found = found.filter(clause__number=int(clause))
    if verdict == "none":
        found = found.filter(verdict="")
    elif verdict:
        found = found.filter(verdict=verdict)
    if sort:
        found = found.filter(sort=sort)
    if text:
        found = found.filter(text__icontains=text)
    return found.select_related("clause", "matter").order_by("pk")


def similar_to(opinion: Opinion) -> list[Opinion]:
    """Those on the same draft that say probably the same, the nearest first."""
    near = similar.near(opinion.text, kind=index(opinion.consultation), most=30)
    keys = [int(one.key) for one in near if one.score >= similar.SAME_MATTER and int(one.key) != opinion.pk]
    rows = Opinion.objects.valid().filter(consultation=opinion.consultation).select_related("clause")
    known = rows.in_bulk(keys)
    return [known[key] for key in keys if key in known]
