"""Which figures does supply answer for: what units supplied, and how much of it was adopted?"""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db.models import Count, Q

from yiwang.kernel.indicators import figures
from yiwang.kernel.indicators.figures import COUNT, SHARE, Figure, Record
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.indicators.rules import Measured
from yiwang.subsystems.portal.supply import lines
from yiwang.subsystems.portal.supply.models import Proposal, ProposalQuerySet
from yiwang.subsystems.portal.supply.rules import STATES, State

ADOPTED, ADOPTION = "portal.supply_adopted", "portal.supply_adoption"
_is_adopted = Q(state=State.ADOPTED)


def adopted(period: Period) -> Mapping[int, Measured]:
    counted = _offered(period).filter(_is_adopted).values("source_unit").annotate(number=Count("pk"))
    return {row["source_unit"]: Measured(Decimal(row["number"])) for row in counted.order_by()}


def adoption(period: Period) -> Mapping[int, Measured]:
    counted = (
        _offered(period)
        .values("source_unit")
        .annotate(part=Count("pk", filter=_is_adopted), whole=Count("pk"))
        .order_by()
    )
    return {row["source_unit"]: Measured(Decimal(row["part"]), Decimal(row["whole"])) for row in counted}


def records_adopted(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    return _records(_offered(period).filter(_is_adopted, source_unit__in=unit_ids), most)


def records_offered(period: Period, unit_ids: Collection[int], most: int) -> list[Record]:
    return _records(_offered(period).filter(source_unit__in=unit_ids), most)


def _offered(period: Period) -> ProposalQuerySet:
    return Proposal.objects.by_hand().offered_within(period.begins_at, period.ends_at)


def _records(found: ProposalQuerySet, most: int) -> list[Record]:
    rows = found.select_related("site").order_by("state", "offered_at", "pk")
    kept = sorted(rows, key=lambda row: row.state == State.ADOPTED)[:most]
    return [
        Record(
            title=row.title,
            at=row.offered_at,
            note=f"{row.site.name} · {STATES[row.state]}",
            address=lines.address_of(row),
            counts=row.state == State.ADOPTED,
        )
        for row in kept
    ]


def declare() -> None:
    figures.register(
        Figure(
            ADOPTED,
            "报送信息采用数",
            "本期报送或推送到其他网站、至今已被采用的稿件篇数，记在报送单位；撤回的不计。",
            COUNT,
            adopted,
            records_adopted,
        )
    )
    figures.register(
        Figure(
            ADOPTION,
            "报送信息采用率",
            "本期报送或推送到其他网站的稿件中，至今已被采用的占比；撤回的不计，待采用的计入分母。",
            SHARE,
            adoption,
            records_offered,
        )
    )
