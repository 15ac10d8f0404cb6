"""What does a run say about its site as a whole?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from yiwang.kernel.deadlines.moments import local, now, shifted, today
from yiwang.kernel.findings import reports
from yiwang.subsystems.portal.inspection import owners, rules
from yiwang.subsystems.portal.inspection.indicators import catalogue
from yiwang.subsystems.portal.inspection.judging import sites
from yiwang.subsystems.portal.inspection.judging.seen import Seen
from yiwang.subsystems.portal.inspection.looking import ARTICLE, COLUMN, EXTRA
from yiwang.subsystems.portal.inspection.models import Probe, Problem, Run, Sighting, Visit
from yiwang.subsystems.portal.inspection.web import addresses

WEEK, LEAST_VISITS = 7, 140


def of_site(run: Run, *, has_ipv6: bool | None) -> list[Seen]:
    """Everything that no single page shows."""
    home, facts = run.site.address, run.facts
    extras = Visit.objects.filter(run=run, kind=EXTRA).values_list("address", "status")
    good = {address.rpartition("/")[2] for address, status in extras if 200 <= status < 400}
    return [
        *of_visits(run),
        *sites.stale_home(home, _home_days(run), today(), catalogue()["home.stale"].period),
        *sites.stale_columns(_columns(run), today()),
        *sites.missing_elements(
            home, facts, has_icon_file="favicon.ico" in good, has_map="sitemap.xml" in good
        ),
        *sites.missing_headers(home, facts),
        *sites.network_faults(home, has_ipv6=has_ipv6, is_private=run.site.is_private),
        *_asked(run),
    ]


def of_visits(run: Run) -> Iterator[Seen]:
    """Whether the site opened often enough in the last seven days."""
    failed, visits = visits_of(run.site_id)
    return sites.unreachable(run.site.address, failed, visits, LEAST_VISITS)


def visits_of(site_id: int) -> tuple[int, int]:
    """Failed and all visits of the last seven days."""
    week = Probe.objects.filter(site=site_id, at__gte=shifted(now(), days=-WEEK))
    faults = list(week.values_list("fault", flat=True))
    return sum(bool(fault) for fault in faults), len(faults)


def extra_points(run: Run, problems: Sequence[Problem]) -> Mapping[str, float]:
    """Points beside those that are counted by problems: failed visits, dead links on the home page."""
    failed, visits = visits_of(run.site_id)
    extra: dict[str, float] = {}
    if visits >= LEAST_VISITS:
        extra["site.failed_visit"] = rules.availability_loss(failed, visits)
    for code in ("link.inside", "link.outside"):
        indicator = catalogue()[code]
        counted = [problem.pk for problem in problems if problem.code == code]
        at_home = Sighting.objects.filter(run=run, code=code, is_on_home=True, problem__in=counted).count()
        extra[code] = at_home * (indicator.home_each - indicator.marks.each)
    return extra


def shown_moment(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}"


def _home_days(run: Run) -> list[date]:
    """Days that the home page shows, and those of the articles that it leads to."""
    said = run.facts.get("days", [])
    days = [date.fromisoformat(day) for day in said]
    led_to = Visit.objects.filter(run=run, depth=1, role=ARTICLE, newest_on__isnull=False)
    return [*days, *(day for day in led_to.values_list("newest_on", flat=True) if day)]


def _columns(run: Run) -> list[sites.Column]:
    """Each column once, at the page that lies nearest to the home page."""
    _, promised = owners.of_columns(run.site)
    newest = _newest_articles(run)
    found: dict[str, sites.Column] = {}
    for visit in Visit.objects.filter(run=run, role=COLUMN).order_by("depth", "pk"):
        name = visit.column_name or visit.column_type
        day = max((day for day in (visit.newest_on, newest.get(name)) if day), default=None)
        column = sites.Column(
            visit.address,
            name,
            visit.column_type,
            day,
            visit.entries,
            visit.length,
            visit.is_blank,
            promised.get(name),
        )
        found.setdefault(name, column)
    return list(found.values())


def _newest_articles(run: Run) -> Mapping[str, date]:
    """The newest day of the articles of each column; those of the future do not count."""
    rows = Visit.objects.filter(run=run, role=ARTICLE, newest_on__lte=today()).exclude(column_name="")
    newest: dict[str, date] = {}
    for name, day in rows.values_list("column_name", "newest_on"):
        if day is not None:
            newest[name] = max(day, newest.get(name, day))
    return newest


def _asked(run: Run) -> Iterable[Seen]:
    """What other packages know of one of our own sites."""
    if run.site.site is None:
        return []
    return [
        Seen(code, one.key, one.about, addresses.absolute(run.site.address, one.address), one.stood)
        for code, asks in reports.asked().items()
        for ask in asks
        for one in ask(run.site.site.slug, today())
    ]
