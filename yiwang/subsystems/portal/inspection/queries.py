"""What do the pages of the inspection show?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q

from yiwang.kernel.deadlines.moments import end_of, start_of, today
from yiwang.kernel.findings import reports
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.portal.inspection import indicators, marking, rules
from yiwang.subsystems.portal.inspection.indicators import Indicator
from yiwang.subsystems.portal.inspection.models import (
    Entry,
    Listed,
    Problem,
    ProblemQuerySet,
    Round,
    Run,
    Sighting,
    Watched,
    WatchedQuerySet,
)

ENDED = (rules.DONE, rules.UNREACHABLE, rules.FORBIDDEN)


@dataclass(frozen=True)
class SiteRow:
    """A site with its newest finished run, the one that is under way, and its problems."""

    site: Watched
    last: Run | None
    running: Run | None
    live: int
    late: int


@dataclass(frozen=True)
class IndicatorRow:
    """What a run found under an indicator; ``is_silent``: nobody registered to answer for it."""

    indicator: Indicator
    count: int
    places: int
    lost: float
    is_veto: bool
    is_silent: bool


@dataclass(frozen=True)
class EntryRow:
    """A site of a round: its own list, and what the newest inspection since the round began says."""

    entry: Entry
    listed: int
    done: int
    run: Run | None
    live: int
    closed: int


def sites(post: Post, text: str = "") -> WatchedQuerySet:
    found = Watched.objects.visible_to(post).select_related("unit")
    return found.filter(Q(name__icontains=text) | Q(address__icontains=text)) if text else found


def site_rows(watched: Sequence[Watched]) -> list[SiteRow]:
    """Four queries for any number of sites."""
    ids = [site.pk for site in watched]
    newest = Run.objects.filter(site__in=ids, state__in=ENDED).order_by().values("site")
    last = Run.objects.filter(pk__in=newest.annotate(newest=Max("pk")).values("newest"))
    running: dict[Any, Run] = {run.site_id: run for run in Run.objects.running().filter(site__in=ids)}
    by_site: dict[Any, Run] = {run.site_id: run for run in last}
    live, late = _live_of(ids)
    return [
        SiteRow(site, by_site.get(site.pk), running.get(site.pk), live.get(site.pk, 0), late.get(site.pk, 0))
        for site in watched
    ]


def _live_of(ids: Sequence[int]) -> tuple[dict[Any, int], dict[Any, int]]:
    rows = Problem.objects.live().filter(site__in=ids).order_by().values("site")
    counted = rows.annotate(live=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today())))
    found = list(counted.values_list("site", "live", "late"))
    return {site: live for site, live, _ in found}, {site: late for site, _, late in found}


def indicator_rows(run: Run) -> list[tuple[str, list[IndicatorRow]]]:
    """By group, every indicator; two queries."""
    rows = Sighting.objects.filter(run=run).order_by().values("code").annotate(places=Count("pk"))
    places: Mapping[str, int] = dict(rows.values_list("code", "places"))
    asked = reports.asked()
    return [
        (
            group,
            [
                IndicatorRow(
                    indicator,
                    run.counts.get(indicator.code, 0),
                    places.get(indicator.code, 0),
                    run.lost.get(indicator.code, 0),
                    indicator.code in run.vetoes,
                    indicator.is_asked and not asked.get(indicator.code),
                )
                for indicator in found
            ],
        )
        for group, found in indicators.groups()
    ]


def problems(post: Post, given: Mapping[str, str]) -> ProblemQuerySet:
    """Narrowed by state, site, indicator, lateness; what cannot be read narrows nothing."""
    rows = Problem.objects.visible_to(post).in_full().order_by("due_on", "pk")
    state = given.get("state", "")
    if state in rules.PROBLEM_STATES:
        rows = rows.filter(state=state)
    elif state == "late":
        rows = rows.live().filter(due_on__lt=today())
    elif state != "all":
        rows = rows.live()
    site = given.get("site", "")
    if site.isascii() and site.isdigit() and len(site) < 19:
        rows = rows.filter(site=int(site))
    if given.get("code", "") in indicators.catalogue():
        rows = rows.filter(code=given["code"])
    return rows


def entry_rows(held: Round, post: Post | None) -> list[EntryRow]:
    """The sites of a round that the post sees (None: all of them); five queries."""
    entries = Entry.objects.filter(round=held).select_related("site__unit")
    found = list(entries.visible_to(post) if post else entries)
    ids = [entry.site_id for entry in found]
    lines = Listed.objects.filter(entry__in=found).order_by().values("entry")
    counted = lines.annotate(listed=Count("pk"), done=Count("pk", filter=~Q(done_at=None)))
    listed = {entry: (every, done) for entry, every, done in counted.values_list("entry", "listed", "done")}
    runs = _runs_of(held, ids)
    states = _states_of(held, ids)
    return [
        EntryRow(
            entry, *listed.get(entry.pk, (0, 0)), runs.get(entry.site_id), *states.get(entry.site_id, (0, 0))
        )
        for entry in found
    ]


def _runs_of(held: Round, ids: Sequence[int]) -> dict[int, Run]:
    since = Run.objects.filter(site__in=ids, state__in=ENDED, started_at__gte=start_of(held.starts_on))
    if held.closed_at:
        since = since.filter(started_at__lt=held.closed_at)
    newest = since.order_by().values("site").annotate(newest=Max("pk")).values("newest")
    return {run.site_id: run for run in Run.objects.filter(pk__in=newest)}


def _states_of(held: Round, ids: Sequence[int]) -> dict[Any, tuple[int, int]]:
    """Problems of each site that were live during the round: open ones, and those closed since it began."""
    rows = Problem.objects.filter(site__in=ids).order_by().values("site")
    closed = Q(state=rules.CLOSED, ended_at__gte=start_of(held.starts_on), ended_at__lt=end_of(today()))
    counted = rows.annotate(live=Count("pk", filter=Q(state__in=rules.LIVE)), gone=Count("pk", filter=closed))
    return {site: (live, gone) for site, live, gone in counted.values_list("site", "live", "gone")}


def marks() -> list[tuple[str, list[tuple[Indicator, rules.Marks]]]]:
    """Every indicator with the numbers in force, by group."""
    held = marking.in_force()
    return [(group, [(one, held[one.code]) for one in found]) for group, found in indicators.groups()]
