"""What do the data say of the sites of a contest in its period, and which records are behind it?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, Sum

from yiwang.kernel.deadlines.moments import day_of, shifted
from yiwang.kernel.indicators import figures
from yiwang.kernel.indicators.periods import Period
from yiwang.kernel.publications.models import Placement
from yiwang.subsystems.portal.contests import rules
from yiwang.subsystems.portal.contests.models import Contest, Criterion, Entrant
from yiwang.subsystems.portal.inspection import rules as inspection
from yiwang.subsystems.portal.inspection.indicators import catalogue
from yiwang.subsystems.portal.inspection.models import Run
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.visits.models import DailyVisits

MOST_BEHIND = 50
NO_SITE = "不是本平台建设的网站，没有这项数据，不计分。"


@dataclass(frozen=True)
class Behind:
    """One record that was counted, as people read it, and where it stands in the workbench."""

    title: str
    note: str = ""
    address: str = ""
    counts: bool = True

    def written(self) -> dict[str, object]:
        return {"title": self.title, "note": self.note, "address": self.address, "counts": self.counts}


@dataclass(frozen=True)
class Counted:
    """``points``: None where there are no data."""

    points: Decimal | None
    said: str
    behind: Sequence[Behind] = ()


def counted(contest: Contest, entrants: Sequence[Entrant]) -> dict[tuple[int, int], Counted]:
    """By the ids of entrant and criterion, for every criterion that is not judged."""
    period = period_of(contest)
    found = {}
    for criterion in contest.criteria.all():
        if not criterion.is_judged:
            way = _WAYS.get(criterion.source, _of_figure)
            for entrant_id, one in way(criterion, entrants, period).items():
                found[entrant_id, criterion.pk] = one
    return found


def period_of(contest: Contest) -> Period:
    return Period(contest.first_on, shifted(contest.last_on, days=1))


def runs(entrants: Sequence[Entrant], period: Period) -> Mapping[int, Run]:
    """The newest run of each site that came to a verdict in the period, by the id of the site."""
    ids = [one.site_id for one in entrants]
    within = Run.objects.filter(
        site__in=ids, state=inspection.DONE, ended_at__gte=period.begins_at, ended_at__lt=period.ends_at
    )
    newest = within.order_by().values("site").annotate(newest=Max("pk")).values("newest")
    return {run.site_id: run for run in Run.objects.filter(pk__in=newest)}


def _inspected(criterion: Criterion, entrants: Sequence[Entrant], period: Period) -> dict[int, Counted]:
    held = runs(entrants, period)
    return {one.pk: _of_run(criterion, held.get(one.site_id)) for one in entrants}


def _of_run(criterion: Criterion, run: Run | None) -> Counted:
    if run is None or run.points is None:
        return Counted(Decimal(0), "评比期间没有检查结论，不得分。")
    title = f"{day_of(run.started_at)}的检查：{run.get_verdict_display()}"
    lost = [
        Behind(catalogue()[code].label, f"扣{points}分", f"{_page(run)}{code}/", counts=False)
        for code, points in run.lost.items()
        if code in catalogue()
    ]
    behind = [Behind(title, "", _page(run)), *lost]
    got = rules.share_of(criterion.points, run.points, rules.FULL)
    vetoed = "，单项否决" if run.vetoes else ""
    return Counted(got, f"检查得{run.points}分{vetoed}。", behind[:MOST_BEHIND])


def _page(run: Run) -> str:
    return f"/office/portal/inspections/runs/{run.pk}/"


def _updated(criterion: Criterion, entrants: Sequence[Entrant], period: Period) -> dict[int, Counted]:
    """Columns of our own sites with a promised time, as they stood at the end of the period."""
    own = {one.site.site_id: one for one in entrants if one.site.site_id}
    columns = list(
        Column.objects.open()
        .filter(site__in=own, update_days__isnull=False)
        .select_related("site")
        .order_by("site", "order", "pk")
    )
    newest = _newest(columns, period)
    found = {one.pk: Counted(None, NO_SITE) for one in entrants}
    for site_id, entrant in own.items():
        mine = [
            (column, newest.get((column.site.slug, column.slug)))
            for column in columns
            if column.site_id == site_id
        ]
        found[entrant.pk] = _of_columns(criterion, mine, shifted(period.after, days=-1))
    return found


def _newest(columns: Sequence[Column], period: Period) -> dict[tuple[str, str], date]:
    rows = Placement.objects.filter(
        site__in={one.site.slug for one in columns},
        column__in={one.slug for one in columns},
        published_at__lt=period.ends_at,
    )
    told = rows.order_by().values_list("site", "column").annotate(newest=Max("published_at"))
    return {(site, column): day_of(at) for site, column, at in told}


def _of_columns(criterion: Criterion, columns: Sequence[tuple[Column, date | None]], last: date) -> Counted:
    behind = []
    for column, day in columns:
        is_fresh = day is not None and (last - day).days <= (column.update_days or 0)
        note = f"{day or '没有'}更新，期限{column.update_days}天"
        address = f"/office/columns/{column.pk}/"
        behind.append(Behind(column.title, note, address, counts=is_fresh))
    fresh = sum(one.counts for one in behind)
    got = rules.share_of(criterion.points, Decimal(fresh), Decimal(len(behind)))
    if got is None:
        return Counted(None, "没有规定更新期限的栏目，不计分。")
    behind.sort(key=lambda one: one.counts)
    return Counted(got, f"{len(behind)}个栏目中{fresh}个按期更新。", behind[:MOST_BEHIND])


def _visited(criterion: Criterion, entrants: Sequence[Entrant], period: Period) -> dict[int, Counted]:
    """Against the most that a site of the same group had."""
    slugs = {one.pk: one.site.site.slug for one in entrants if one.site.site}
    rows = DailyVisits.objects.between(period.first, period.after).filter(site__in=slugs.values())
    views: Mapping[str, int] = dict(rows.order_by().values_list("site").annotate(views=Sum("views")))
    best: dict[str, int] = {}
    for one in entrants:
        number = views.get(slugs.get(one.pk, ""), 0)
        best[one.group] = max(best.get(one.group, 0), number)
    found = {}
    for one in entrants:
        if one.pk not in slugs:
            found[one.pk] = Counted(None, NO_SITE)
            continue
        number = views.get(slugs[one.pk], 0)
        got = rules.share_of(criterion.points, Decimal(number), Decimal(best[one.group]))
        said = f"访问{number}次，本组最高{best[one.group]}次。"
        where = f"/office/portal/visits/?site={slugs[one.pk]}"
        found[one.pk] = Counted(got, said, [Behind("访问统计", said, where)])
    return found


def _of_figure(criterion: Criterion, entrants: Sequence[Entrant], period: Period) -> dict[int, Counted]:
    """Of the unit that answers for the site. Raises Refused where nobody registered the figure."""
    figure = figures.known(criterion.source)
    measured = figure.measured(period)
    found = {}
    for one in entrants:
        each = measured.get(one.site.unit_id)
        got = rules.share_of(criterion.points, each.part, each.whole or Decimal(0)) if each else None
        if each is None or got is None:
            found[one.pk] = Counted(None, f"{figure.label}：评比期间没有数据，不计分。")
            continue
        records = figure.records(period, [one.site.unit_id], MOST_BEHIND)
        behind = [Behind(row.title, row.note, row.address, row.counts) for row in records]
        said = f"{figure.label}：{each.whole}件中{each.part}件。"
        found[one.pk] = Counted(got, said, behind)
    return found


_Way = Callable[[Criterion, Sequence[Entrant], Period], dict[int, Counted]]
_WAYS: Mapping[str, _Way] = {
    rules.INSPECTED: _inspected,
    rules.UPDATED: _updated,
    rules.VISITED: _visited,
}
