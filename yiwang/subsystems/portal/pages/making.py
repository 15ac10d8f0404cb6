"""Who makes the pages that became untrue, how many at a time, and what if one cannot be made?"""

import logging
from collections.abc import Callable
from time import monotonic

from django.db import DatabaseError, transaction

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.publications import batches, followers
from yiwang.kernel.publications.followers import Standing
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.pages import queries, rendering, rules, store
from yiwang.subsystems.portal.pages.actions import following, placing, showing
from yiwang.subsystems.portal.pages.actions.placing import Finished
from yiwang.subsystems.portal.pages.models import Page
from yiwang.subsystems.portal.pages.shown import shown_in
from yiwang.subsystems.portal.sites import Site

logger = logging.getLogger(__name__)

AT_ONCE = 40
IN_BULK = 1000


def make(pages: list[Page], *, is_lasting: bool = True) -> int:
    """Render these pages and put them up; how many are up. A fault of one is no fault of the others.

    Raises OSError where the disk is full: everything is up as it was, and stays due.
    """
    domains = dict(Site.objects.values_list("slug", "domain"))
    for page in pages:
        if page.state == rules.GONE:  # first of all: what is withdrawn is away
            store.take_away(f"{page.site}/{rules.file_of(page.path)}")
            showing.take_away()
    with batches.one_batch():
        finished = [one for page in pages if (one := _finished(page, domains.get(page.site, ""))) is not None]
    if not finished:
        return 0
    placing.announce(finished)
    copied = placing.put_up_files(finished, is_lasting=is_lasting)
    return len(placing.place(finished, copied, is_lasting=is_lasting))


def _finished(page: Page, domain: str) -> Finished | None:
    try:
        made = rendering.rendered(page.site, domain, page.path)
        files = shown_in(made.body)
    except (DatabaseError, OSError):
        raise
    except Exception as fault:  # a template may raise anything: the page keeps its last good file
        logger.exception("The page %s could not be made.", page)
        said = (
            str(fault) if isinstance(fault, rendering.NotAPageError) else f"{type(fault).__name__}: {fault}"
        )
        if page.state == rules.GONE:
            placing.clear(page)
        else:
            placing.give_up(page, said)
        return None
    digest = store.protect(made.body) if made.body else ""
    return Finished(page, made.status, digest, len(made.body), made.keys, made.until, files)


def make_due(
    most: int, *, seconds: float = 30, at_once: int = AT_ONCE, told: Callable[[int], None] | None = None
) -> int:
    """Make what is due, first what matters most, until nothing is or the time is over; how many were made."""
    started, made = monotonic(), 0
    is_lasting = at_once <= AT_ONCE
    while made < most and monotonic() - started < seconds:
        pages = queries.due(now(), min(at_once, most - made))
        if not pages:
            break
        done = make(pages, is_lasting=is_lasting)
        made += done
        if told:
            told(done)
    return made


def make_or_say_why(most: int, *, seconds: float, at_once: int = AT_ONCE) -> int:
    """The same; where the disk takes nothing, people see it and 0 is returned."""
    try:
        return make_due(most, seconds=seconds, at_once=at_once)
    except OSError as fault:
        logger.exception("No page can be written.")
        placing.note_trouble(f"静态页面无法写入：{fault.strerror or fault}")
        return 0


def follow(publication: Publication, before: Standing) -> None:
    """A follower of publications: the first pages are made at once, in the process that changed something.

    The worker makes the rest, and everything where this process is killed.
    """
    if following.follow(publication, before) and not followers.is_bulk():
        transaction.on_commit(_at_once, robust=True)


def _at_once() -> None:
    make_or_say_why(AT_ONCE, seconds=2)
