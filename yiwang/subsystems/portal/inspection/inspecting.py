"""How is a site inspected, from its robots.txt to its score, a stretch at a time?

A stretch may be killed anywhere: what it had written stands, what it had in hand is opened again. The
frontier lies in the database, so that any other process goes on.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import urljoin

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.inspection import looking, rules
from yiwang.subsystems.portal.inspection.actions import concluding, runs
from yiwang.subsystems.portal.inspection.judging import words
from yiwang.subsystems.portal.inspection.looking import PAGE, Ground, Looked
from yiwang.subsystems.portal.inspection.models import Run, Visit, Watched
from yiwang.subsystems.portal.inspection.web import addresses, robots
from yiwang.subsystems.portal.inspection.web.fetching import SECONDS, Fetch, Manners, Web
from yiwang.subsystems.portal.inspection.web.names import Names, SystemNames

AT_ONCE = 4
BATCH = 40
GAP, OWN_GAP = 0.2, 0.02
LINKS_A_PAGE = 4
Progress = Callable[[Run], None]


@dataclass(frozen=True)
class Tools:
    """What an inspection works with: whoever opens addresses, whoever looks names up."""

    fetch: Fetch
    names: Names


@contextmanager
def tools_for(site: Watched, gap: float | None = None, names: Names | None = None) -> Iterator[Tools]:
    """The network, as far as this site lets us into it.

    A private address is opened only under the very host that was registered as an inner one or as our own.
    """
    is_known = site.is_private or site.site_id is not None
    private = {addresses.host_of(site.address)} if is_known else set()
    manners = Manners(frozenset(private), (OWN_GAP if site.site_id else GAP) if gap is None else gap)
    names = names or SystemNames()
    web = Web(names, manners)
    web.home = site.address
    try:
        yield Tools(web, names)
    finally:
        web.close()


def work(run_id: int, tools: Tools, seconds: float, progress: Progress = lambda run: None) -> Run:
    """Go on with a run for about so many seconds, to its end where that suffices.

    Raises Refused while somebody else is at it, and where it has ended.
    """
    token = runs.hold(run_id)
    words.learn()
    try:
        return _Stretch(run_id, token, tools, progress).go(seconds)
    finally:
        runs.let_go(run_id, token)


class _Stretch:
    def __init__(self, run_id: int, token: str, tools: Tools, progress: Progress) -> None:
        self.token, self.tools, self.progress = token, tools, progress
        self.run = Run.objects.select_related("site__unit", "site__site").get(pk=run_id)
        self.known: set[str] = set()
        self.shapes: dict[str, int] = {}

    def go(self, seconds: float) -> Run:
        until = monotonic() + seconds
        ground = self._ground()
        if not ground.robots.lets(ground.home):
            return self._ended(rules.FORBIDDEN, "网站的 robots.txt 不允许检查，请与网站管理单位联系。")
        self.tools.fetch.keep_distance(ground.robots.delay)
        visits = Visit.objects.filter(run=self.run)
        self.known = set(visits.values_list("digest", flat=True))
        for address in visits.filter(kind=PAGE, address__contains="?").values_list("address", flat=True):
            shape = addresses.shape(address)
            self.shapes[shape] = self.shapes.get(shape, 0) + 1
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="inspection") as pool:
            while monotonic() < until:
                batch = self._batch()
                if not batch:
                    return self._concluded()
                self._look(pool, batch, ground)
                if fault := self._home_fault():
                    return self._ended(rules.UNREACHABLE, fault)
        return self.run

    def _ground(self) -> Ground:
        run, site = self.run, self.run.site
        if "robots" not in run.facts:
            self._write(runs.note(run.pk, self.token, {"robots": self._robots(site.address)}))
        said = str(self.run.facts["robots"])
        return Ground(site.address, site.identification_code, robots.read(said), today())

    def _robots(self, home: str) -> str:
        """What it says; a server that fails is taken to forbid everything (RFC 9309, 2.3.1.4).

        A site that does not answer at all is left to its home page, which says what is wrong.
        """
        answer = self.tools.fetch.get(urljoin(home, "/robots.txt"))
        if answer.status >= 500:
            return "User-agent: *\nDisallow: /"
        if answer.status != 200 or "html" in answer.kind:
            return ""
        return runs.plain(answer.body[: robots.MOST_BYTES].decode("utf-8", "replace"))

    def _batch(self) -> list[Visit]:
        """The next addresses, nearest to the home page first; none where everything allowed was seen."""
        waiting = Visit.objects.filter(run=self.run, is_done=False).order_by("attempts", "depth", "pk")
        run = self.run
        if run.spent_ms >= run.most_seconds * 1000:
            return []
        if run.pages == 0:
            return list(waiting.filter(depth=0)[:1])
        if run.pages >= run.most_pages:
            waiting = waiting.exclude(kind=PAGE)
        if run.links >= LINKS_A_PAGE * run.most_pages:
            waiting = waiting.filter(kind=PAGE)
        batch = list(waiting[:BATCH])
        left = run.most_pages - run.pages
        pages = [visit for visit in batch if visit.kind == PAGE][:left]
        return pages + [visit for visit in batch if visit.kind != PAGE]

    def _look(self, pool: ThreadPoolExecutor, batch: Sequence[Visit], ground: Ground) -> None:
        began = monotonic()
        looked = _opened(pool, self.tools.fetch, batch, ground)
        spent = int(1000 * (monotonic() - began)) + 1
        self._write(runs.keep(self.run.pk, self.token, looked, self.known, self.shapes, spent))
        self.progress(self.run)

    def _write(self, run: Run) -> None:
        """The row as it was written, with the site that it belongs to."""
        run.site = self.run.site
        self.run = run

    def _home_fault(self) -> str:
        if self.run.pages > 1 or "title" in self.run.facts:
            return ""
        home = Visit.objects.get(run=self.run, depth=0)
        if not home.is_done:
            return ""
        return home.fault or (f"首页返回状态 {home.status}" if home.status >= 400 else "首页不是网页")

    def _ended(self, state: str, said: str) -> Run:
        return concluding.conclude_without_pages(SYSTEM, self.run.pk, self.token, state, said)

    def _concluded(self) -> Run:
        has_ipv6 = self.tools.names.has_ipv6(addresses.host_of(self.run.site.address))
        return concluding.conclude(SYSTEM, self.run.pk, self.token, has_ipv6=has_ipv6)


def _opened(pool: ThreadPoolExecutor, fetch: Fetch, batch: Sequence[Visit], ground: Ground) -> list[Looked]:
    """All of the batch; connections that drip are cut, so that none holds it up much longer than it may."""
    flying: set[Future[Looked]] = {pool.submit(looking.look, fetch, visit, ground) for visit in batch}
    done: list[Looked] = []
    while flying:
        landed, flying = wait(flying, timeout=0.5, return_when=FIRST_COMPLETED)
        done += [future.result() for future in landed]
        if not landed:
            fetch.cut_overdue()
    order: dict[Any, int] = {visit.pk: place for place, visit in enumerate(batch)}
    return sorted(done, key=lambda one: order[one.visit.pk])


def probe(fetch: Fetch, address: str) -> tuple[int, str]:
    """One visit to a home page: milliseconds, and why it counts as not opened (empty where it opened)."""
    began = monotonic()
    answer = fetch.get(address)
    took = max(answer.seconds, monotonic() - began)
    if answer.status == 0:
        return int(took * 1000), answer.fault
    if answer.status >= 400:
        return int(took * 1000), f"返回状态 {answer.status}"
    return int(took * 1000), f"{SECONDS:g}秒以上才打开" if rules.is_slow(took) else ""


def running_of(site: Watched) -> Run:
    """The run of a site that is not finished. Raises Refused where there is none."""
    run = Run.objects.running().filter(site=site).first()
    if run is None:
        raise Refused("这个网站没有正在进行的检查。")
    return run
