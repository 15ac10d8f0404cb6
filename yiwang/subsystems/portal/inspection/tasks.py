"""What does the worker do about inspections: visits, daily runs, a stretch of those that run, tidying?"""

from concurrent.futures import ThreadPoolExecutor

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted, start_of, today
from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.inspection import inspecting
from yiwang.subsystems.portal.inspection.actions import runs, sites
from yiwang.subsystems.portal.inspection.models import Probe, Run, Visit, Watched

STRETCH_SECONDS = 4.0
DAILY_SECONDS = 1800
PROBES_AT_ONCE = 8
PROBES_KEPT_DAYS, VISITS_KEPT_DAYS = 35, 7


def visit_homes() -> int:
    """One visit to each home page: more than twenty a day, spaced (国办秘函〔2019〕19号). How many."""
    watched = list(Watched.objects.active())
    if not watched:
        return 0
    with ThreadPoolExecutor(PROBES_AT_ONCE, thread_name_prefix="probe") as pool:
        outcomes = list(pool.map(_visit, watched))
    at = now()
    Probe.objects.bulk_create(
        Probe(site=site, at=at, milliseconds=took, fault=fault[:200])
        for site, (took, fault) in zip(watched, outcomes, strict=True)
    )
    return len(outcomes)


def _visit(site: Watched) -> tuple[int, str]:
    with inspecting.tools_for(site, gap=0) as tools:
        return inspecting.probe(tools.fetch, site.address)


def begin_daily() -> int:
    """Begin an inspection of each watched site that had none today; how many."""
    sites.watch_own()
    had = Run.objects.filter(started_at__gte=start_of(today())).values("site")
    waiting = Watched.objects.active().exclude(pk__in=had).exclude(runs__state="running")
    begun = 0
    for site in waiting:
        try:
            runs.begin(SYSTEM, site.pk, most_seconds=DAILY_SECONDS)
        except Refused:
            continue  # somebody began one in this very moment
        begun += 1
    return begun


def go_on() -> int:
    """A short stretch of the run that had least, so that other jobs have their turn; 1 or 0."""
    waiting = Run.objects.running().exclude(held_until__gt=now()).select_related("site")
    run = waiting.order_by("spent_ms", "pk").first()
    if run is None:
        return 0
    with inspecting.tools_for(run.site) as tools:
        try:
            inspecting.work(run.pk, tools, STRETCH_SECONDS)
        except Refused:
            return 0  # another worker was quicker
    return 1


def tidy() -> int:
    """Old visits and old frontiers are dropped; what was found stays. How many rows."""
    probes, _ = Probe.objects.filter(at__lt=shifted(now(), days=-PROBES_KEPT_DAYS)).delete()
    ended = Run.objects.filter(ended_at__lt=shifted(now(), days=-VISITS_KEPT_DAYS)).values("pk")
    visits, _ = Visit.objects.filter(run__in=ended).delete()
    return probes + visits
