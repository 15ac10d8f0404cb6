"""How does an inspection begin, who works at it, and what is kept of what was seen?"""

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.inspection import rules
from yiwang.subsystems.portal.inspection.judging.seen import Seen, digest
from yiwang.subsystems.portal.inspection.looking import EXTRA, PAGE, Looked, within_shapes
from yiwang.subsystems.portal.inspection.models import Run, Sighting, Visit, Watched
from yiwang.subsystems.portal.inspection.web import addresses

LEASE_SECONDS = 120
VISITED = [
    "is_done",
    "attempts",
    "status",
    "fault",
    "title",
    "role",
    "column_name",
    "column_type",
    "newest_on",
    "entries",
    "length",
    "is_blank",
    "looked_at",
]


def begin(by: Actor, site_id: int, most_pages: int | None = None, most_seconds: int = 3600) -> Run:
    """A new inspection. Raises Refused while one of the same site is not finished."""
    try:
        with transaction.atomic():
            site = Watched.objects.select_for_update(of=("self",)).get(pk=site_id)
            pages = most_pages or site.most_pages
            if not 1 <= pages <= rules.MOST_PAGES or not 1 <= most_seconds <= rules.MOST_SECONDS:
                raise Refused(f"最多检查{rules.MOST_PAGES}个网页、{rules.MOST_SECONDS}秒，请修改。")
            run = Run.objects.create(
                site=site,
                started_at=now(),
                started_by=by.person[:80],
                most_pages=pages,
                most_seconds=most_seconds,
            )
            _plant(run)
            record(by, "portal.inspection_begin", run, pages=pages, seconds=most_seconds)
            return run
    except IntegrityError:
        running = Run.objects.running().filter(site=site_id).first()
        since = f"（{running.started_by}发起）" if running else ""
        raise Refused(f"这个网站正在检查中{since}，请等它结束后再发起。") from None


def _plant(run: Run) -> None:
    """The home page, and the two files that are asked for though no link leads there."""
    home = addresses.absolute(run.site.address, run.site.address)
    rows = [Visit(run=run, digest=addresses.digest(home), address=home, kind=PAGE, depth=0)]
    for name in ("/favicon.ico", "/sitemap.xml"):
        address = addresses.absolute(home, name)
        rows.append(Visit(run=run, digest=addresses.digest(address), address=address, kind=EXTRA, depth=1))
    Visit.objects.bulk_create(rows)


@transaction.atomic
def hold(run_id: int) -> str:
    """The token of whoever works at the run from now on. Raises Refused while somebody else does.

    Whoever was killed lets go of it after LEASE_SECONDS.
    """
    run = Run.objects.select_for_update(of=("self",)).get(pk=run_id)
    if not run.is_running:
        raise Refused("这次检查已经结束。")
    if run.holder and run.held_until and run.held_until > now():
        raise Refused("另一个进程正在进行这次检查，请稍后再试。")
    run.holder, run.held_until = secrets.token_hex(16), shifted(now(), seconds=LEASE_SECONDS)
    run.save(update_fields=["holder", "held_until"])
    return run.holder


def let_go(run_id: int, token: str) -> None:
    Run.objects.filter(pk=run_id, holder=token).update(holder="", held_until=None)


@transaction.atomic
def keep(
    run_id: int, token: str, looked: Sequence[Looked], known: set[str], shapes: dict[str, int], spent_ms: int
) -> Run:
    """Write what was seen at a handful of addresses, all or nothing: a killed worker leaves no halves.

    ``known``: digests of all addresses of the run, grown here. Raises Refused where another took it over.
    """
    run = held(run_id, token)
    moment = now()
    fresh: dict[str, Visit] = {}
    for one in looked:
        one.visit.looked_at = moment
        for lead in within_shapes([lead for lead in one.leads if lead.digest not in known], shapes):
            fresh.setdefault(lead.digest, lead)
        run.facts |= one.facts
    _write_visits([one.visit for one in looked])
    Visit.objects.bulk_create(fresh.values(), batch_size=500, ignore_conflicts=True)
    write_sightings(run, [seen for one in looked for seen in one.seen])
    known |= fresh.keys()
    done = [one.visit for one in looked if one.visit.is_done]
    run.pages += sum(visit.kind == PAGE for visit in done)
    run.links += sum(visit.kind != PAGE for visit in done)
    run.spent_ms += spent_ms
    run.held_until = shifted(moment, seconds=LEASE_SECONDS)
    run.save(update_fields=["pages", "links", "spent_ms", "held_until", "facts"])
    return run


def held(run_id: int, token: str) -> Run:
    """The run, locked. Raises Refused where the token no longer holds it."""
    run = Run.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.holder != token or not run.is_running:
        raise Refused("这次检查已由另一个进程接手。")
    return run


def _write_visits(visits: Sequence[Visit]) -> None:
    """One statement for all; their rows exist."""
    Visit.objects.bulk_create(
        [_copy(visit) for visit in visits],
        update_conflicts=True,
        unique_fields=["run", "digest"],
        update_fields=VISITED,
    )


def _copy(visit: Visit) -> Visit:
    values: dict[str, Any] = {
        field.attname: getattr(visit, field.attname)
        for field in Visit._meta.concrete_fields
        if field.attname != "id"
    }
    return Visit(**values)


def write_sightings(run: Run, seen: Sequence[Seen]) -> None:
    """Each once a run, however often it is seen."""
    rows = [
        Sighting(
            run=run,
            code=one.code,
            digest=one.digest,
            key=digest(one.key),
            about=one.about[:300],
            address=one.address[:500],
            stood=plain(one.stood)[:300],
            status=one.status[:200],
            excerpt=plain(one.excerpt)[:300],
            column=one.column[:120],
            is_on_home=one.is_on_home,
            seen_at=now(),
        )
        for one in seen
    ]
    Sighting.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def plain(text: str) -> str:
    """What every database can hold."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


@transaction.atomic
def note(run_id: int, token: str, facts: dict[str, object]) -> Run:
    """What was learnt of the site before its pages."""
    run = held(run_id, token)
    run.facts |= facts
    run.save(update_fields=["facts"])
    return run


@transaction.atomic
def stop(by: Actor, run_id: int) -> Run:
    """An official ends it early; nothing is concluded from it. Raises Refused where it has ended."""
    run = Run.objects.select_for_update(of=("self",)).select_related("site").get(pk=run_id)
    if not run.is_running:
        raise Refused("这次检查已经结束，不用再停止。")
    run.state, run.ended_at, run.holder = rules.STOPPED, now(), ""
    run.said = f"由{by.person}停止"
    run.save(update_fields=["state", "ended_at", "holder", "said"])
    record(by, "portal.inspection_stop", run)
    return run
