"""What is concluded from an inspection: problems, findings, closures, score?

One transaction: killed in the middle, the run is still running and is concluded by whoever goes on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.findings import actions as findings
from yiwang.kernel.findings import rules as finding_rules
from yiwang.kernel.findings.rules import Found, Matter
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.portal.inspection import indicators, marking, owners, rules, summing_up
from yiwang.subsystems.portal.inspection.actions import runs
from yiwang.subsystems.portal.inspection.indicators import Indicator
from yiwang.subsystems.portal.inspection.judging.seen import Seen, digest
from yiwang.subsystems.portal.inspection.models import Problem, Run, Sighting, Visit
from yiwang.subsystems.portal.inspection.web import addresses

EVIDENCE = 10
NO_LONGER = "复查时没有再发现"
Name = tuple[int, str, str]


@dataclass
class _Group:
    """The same fault of one unit, with the places where it stood."""

    indicator: Indicator
    unit_id: int
    key: str
    places: list[Sighting] = field(default_factory=list)


@transaction.atomic
def conclude(by: Actor, run_id: int, token: str, *, has_ipv6: bool | None) -> Run:
    """End a run whose pages were looked at. Raises Refused where another process took it over."""
    run = runs.held(run_id, token)
    run.is_complete = not Visit.objects.filter(run=run, is_done=False).exists()
    runs.write_sightings(run, summing_up.of_site(run, has_ipv6=has_ipv6))
    said = "" if run.is_complete else "达到网页数或时间上限，没有看完全部网页"
    return _ended(by, run, rules.DONE, said)


@transaction.atomic
def conclude_without_pages(by: Actor, run_id: int, token: str, state: str, said: str) -> Run:
    """End a run that could not begin: the site did not open, or forbids it."""
    run = runs.held(run_id, token)
    if state == rules.UNREACHABLE:
        home = run.site.address
        failed = Seen("site.failed_visit", "", "检查时首页打不开", home, said, said, is_on_home=True)
        runs.write_sightings(run, [failed, *summing_up.of_visits(run)])
    return _ended(by, run, state, said)


def _ended(by: Actor, run: Run, state: str, said: str) -> Run:
    marks = marking.in_force()
    groups = _groups(run)
    fresh, known = _problems(run, groups, marks)
    gone = _close_gone(by, run, {problem.pk for problem in [*fresh, *known]})
    counted = [problem for problem in [*fresh, *known] if problem.state != rules.DISMISSED]
    run.counts = _counts(counted)
    score = rules.score(run.counts, marks, summing_up.extra_points(run, counted))
    if state == rules.DONE:
        run.points, run.verdict = score.points, score.verdict
        run.lost, run.vetoes = dict(score.lost), list(score.vetoes)
    run.state, run.said, run.ended_at, run.holder, run.held_until = state, said[:300], now(), "", None
    run.save()
    _tell(run, fresh)
    record(by, "portal.inspection_end", run, state=state, found=len(fresh), gone=gone, points=str(run.points))
    return run


def _groups(run: Run) -> dict[Name, _Group]:
    """Sightings of the run, put together under unit, indicator and key."""
    units, _ = owners.of_columns(run.site)
    catalogue = indicators.catalogue()
    found: dict[Name, _Group] = {}
    for sighting in Sighting.objects.filter(run=run).order_by("pk"):
        unit = units.get(sighting.column, run.site.unit_id)
        name = (unit, sighting.code, sighting.key)
        group = found.setdefault(name, _Group(catalogue[sighting.code], unit, sighting.key))
        group.places.append(sighting)
    return found


def _problems(
    run: Run, groups: Mapping[Name, _Group], marks: Mapping[str, rules.Marks]
) -> tuple[list[Problem], list[Problem]]:
    """New ones with their findings, and those that were known: found again, or judged to be none."""
    held: dict[Name, Problem] = {}
    standing = (*rules.LIVE, rules.DISMISSED)
    for problem in Problem.objects.filter(site=run.site_id, state__in=standing).order_by("pk"):
        held[problem.unit_id, problem.code, problem.key] = problem
    fresh, known = [], []
    for name, group in groups.items():
        if name in held:
            known.append(_seen_again(held[name], run, group))
        else:
            due_on = shifted(today(), days=marks[group.indicator.code].days)
            fresh.append(_new(run, group, due_on))
    Problem.objects.bulk_update(known, ["last_in", "places", "state"], batch_size=200)
    fresh = Problem.objects.bulk_create(fresh, batch_size=200)
    _find(run, fresh, groups)
    _tie(groups, [*fresh, *known])
    return fresh, known


def _new(run: Run, group: _Group, due_on: date) -> Problem:
    return Problem(
        site_id=run.site_id,
        unit_id=group.unit_id,
        code=group.indicator.code,
        key=group.key,
        about=group.places[0].about,
        found_in=run,
        last_in=run,
        places=len(group.places),
        due_on=due_on,
    )


def _seen_again(problem: Problem, run: Run, group: _Group) -> Problem:
    """What was said to be put right and was not is open again; what was judged to be none stays so."""
    problem.last_in, problem.places = run, len(group.places)
    if problem.state == rules.CLAIMED:
        problem.state = rules.OPEN
    return problem


def _find(run: Run, fresh: Sequence[Problem], groups: Mapping[Name, _Group]) -> None:
    """Each problem is a finding of the kernel, under a name that no other inspection gives.

    Entered as one from which no card follows: the units are told by the inspection, which closes them too.
    """
    by_fact: dict[str, Problem] = {}
    founds = []
    for problem in fresh:
        group = groups[problem.unit_id, problem.code, problem.key]
        fact = f"inspection:{run.pk}:{problem.unit_id}:{digest(f'{problem.code}:{problem.key}')}"
        by_fact[fact] = problem
        founds.append(_found(run, problem, group, fact))
    made: list[Problem] = []
    for start in range(0, len(founds), findings.BATCH):
        for finding in findings.find(_by(run), founds[start : start + findings.BATCH]):
            problem = by_fact[finding.fact]
            problem.finding = finding
            made.append(problem)
    Problem.objects.bulk_update(made, ["finding"], batch_size=200)


def _by(run: Run) -> Actor:
    return Actor(person=run.started_by)


def _found(run: Run, problem: Problem, group: _Group, fact: str) -> Found:
    indicator = group.indicator
    return Found(
        rule=f"portal.{indicator.code}"[:60],
        label=indicator.label,
        basis=indicator.basis,
        colour=indicator.colour,
        fact=fact,
        unit_id=problem.unit_id,
        matter=Matter(
            "portal_inspection.problem",
            str(problem.pk),
            f"{run.site.name}：{problem.about}",
            f"/office/portal/inspections/problems/{problem.pk}/",
            "网站检查",
        ),
        happened_at=group.places[0].seen_at,
        evidence=_evidence(run, problem, group.places),
    )


def _evidence(run: Run, problem: Problem, places: Sequence[Sighting]) -> list[tuple[str, str]]:
    rows = [("网站", f"{run.site.name} {run.site.address}"), ("整改期限", f"{problem.due_on}")]
    if len(places) > EVIDENCE:
        rows.append(("处数", f"共{len(places)}处，以下列出{EVIDENCE}处"))
    for place in places[:EVIDENCE]:
        said = [place.stood, place.status, place.excerpt, f"{summing_up.shown_moment(place.seen_at)}"]
        rows += [("网页地址", place.address), ("当时情况", "；".join(part for part in said if part))]
    return rows


def _tie(groups: Mapping[Name, _Group], problems: Sequence[Problem]) -> None:
    """Evidence knows its problem."""
    tied = []
    for problem in problems:
        for place in groups[problem.unit_id, problem.code, problem.key].places:
            place.problem = problem
            tied.append(place)
    Sighting.objects.bulk_update(tied, ["problem"], batch_size=300)


def _close_gone(by: Actor, run: Run, still: set[int]) -> int:
    """Problems whose places were all looked at and that stood there no more; how many."""
    if run.state != rules.RUNNING or "title" not in run.facts:
        return 0
    live = list(
        Problem.objects.live().filter(site=run.site_id).exclude(pk__in=still).select_related("finding")
    )
    looked = set(Visit.objects.filter(run=run, is_done=True).values_list("digest", flat=True))
    closed = 0
    for problem in live:
        if not run.is_complete and not _was_looked_at(problem, looked):
            continue
        problem.state, problem.ended_at, problem.reason = rules.CLOSED, now(), NO_LONGER
        problem.save(update_fields=["state", "ended_at", "reason"])
        if problem.finding and problem.finding.state == finding_rules.OPEN:
            findings.close(by, problem.finding.pk, f"{NO_LONGER}（{summing_up.shown_moment(now())}）")
        closed += 1
    return closed


def _was_looked_at(problem: Problem, looked: set[str]) -> bool:
    last = Sighting.objects.filter(problem=problem, run=problem.last_in_id).values_list("address", flat=True)
    return all(addresses.digest(address) in looked for address in last)


def _counts(problems: Sequence[Problem]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for problem in problems:
        counts[problem.code] = counts.get(problem.code, 0) + 1
    return counts


def _tell(run: Run, fresh: Sequence[Problem]) -> None:
    """The people who look after the site hear once an inspection what is new for their unit."""
    by_unit: dict[int, list[Problem]] = {}
    for problem in fresh:
        by_unit.setdefault(problem.unit_id, []).append(problem)
    for unit in Unit.objects.filter(pk__in=by_unit):
        new = by_unit[unit.pk]
        for person in owners.keepers(unit):
            tell(
                person,
                subject=f"网站检查发现{len(new)}个新问题：{run.site.name}",
                body="；".join(problem.about for problem in new[:5]),
                link=f"/office/portal/inspections/problems/?site={run.site_id}",
                key=f"portal.inspection:{run.pk}:{unit.pk}",
            )
