"""What do the pages of supply show: ranking, board of duties, history?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.deadlines.months import months_later
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.visibility import in_subtree
from yiwang.subsystems.portal.duties import Duty, duties
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.supply import rules
from yiwang.subsystems.portal.supply.models import Lapse, Proposal, Weight
from yiwang.subsystems.portal.supply.rules import Stage, State, Tally


@dataclass(frozen=True)
class Ranked:
    """A unit's place in a month."""

    place: int
    unit: Unit
    tally: Tally

    @property
    def share(self) -> Decimal | None:
        return rules.share(self.tally.adopted, self.tally.offered)


def ranking(post: Post, period: Period) -> list[Ranked]:
    """Units of which the post sees what they supplied; two queries, however many."""
    rows = (
        Proposal.objects.supplied_from(post)
        .by_hand()
        .offered_within(period.begins_at, period.ends_at)
        .order_by()
        .values("source_unit")
        .annotate(
            offered=Count("pk"), adopted=Count("pk", filter=Q(state=State.ADOPTED)), points=Sum("points")
        )
    )
    tallies = [
        Tally(row["source_unit"], row["offered"], row["adopted"], row["points"] or Decimal(0)) for row in rows
    ]
    units = Unit.objects.in_bulk([one.unit_id for one in tallies])
    return [Ranked(place, units[one.unit_id], one) for place, one in rules.ranked(tallies)]


def weights() -> list[Weight]:
    """What counts now, for all columns first; what was never set is there with what holds until then."""
    held = list(Weight.objects.select_related("column__site"))
    known = {one.deed for one in held if one.column_id is None}
    unset = [
        Weight(deed=deed, points=points) for deed, points in rules.FIRST_POINTS.items() if deed not in known
    ]
    return sorted([*unset, *held], key=lambda one: (one.column_id or 0, one.deed != Weight.Deed.OFFERED))


@dataclass(frozen=True)
class DutyRow:
    """A column with a period: how old its newest is, by when it must be updated, how it stands."""

    duty: Duty
    stage: Stage
    due_on: date | None

    @property
    def label(self) -> str:
        return {Stage.LATE: "超期", Stage.SOON: "即将到期"}.get(self.stage, "正常")

    @property
    def tone(self) -> str:
        return {Stage.LATE: "bad", Stage.SOON: "warn"}.get(self.stage, "good")


def board(post: Post, site_id: int | None = None, stage: str = "") -> list[DutyRow]:
    """Every open column with a period whose unit or site the post sees, the most urgent first."""
    columns = Column.objects.open().filter(update_days__isnull=False).exclude(kind="link")
    if post.unit.parent_id is not None:
        path = post.unit.path
        columns = columns.filter(in_subtree("unit__path", path) | in_subtree("site__unit__path", path))
    if site_id is not None:
        columns = columns.filter(site=site_id)
    day = today()
    rows = [_row(duty, day) for duty in duties(list(columns.select_related("unit", "site").in_order()))]
    wanted = [row for row in rows if not stage or row.stage == stage]
    return sorted(wanted, key=lambda row: (row.due_on or date.min, row.duty.column.pk))


def _row(duty: Duty, day: date) -> DutyRow:
    days, updated_on = duty.column.update_days, duty.updated_on
    return DutyRow(
        duty,
        rules.stage(days, updated_on, day),
        rules.due_on(days, updated_on) if days and updated_on else None,
    )


@dataclass(frozen=True)
class LapseRow:
    lapse: Lapse
    days: int


def lapses(post: Post, period: Period) -> list[LapseRow]:
    """The month's overdue columns with their late days, the worst first."""
    found = Lapse.objects.visible_to(post).within(period.first, period.after)
    day = today()
    rows = [
        LapseRow(one, rules.days_within(one.began_on, one.ended_on, period.first, period.after, day))
        for one in found.select_related("column__site", "unit")
    ]
    return sorted((row for row in rows if row.days), key=lambda row: (-row.days, row.lapse.pk))


def months(day: date, most: int = 24) -> Sequence[date]:
    """First days of this month and those before it, for a select."""
    return [months_later(day.replace(day=1), -back) for back in range(most)]
