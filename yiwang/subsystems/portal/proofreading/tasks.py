"""What does the worker do about checks: open links of other websites, look again at what is published?"""

from concurrent.futures import ThreadPoolExecutor

from django.db import transaction
from django.db.models import F

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.inspection.web.fetching import Answer, Fetch, Manners, Web
from yiwang.subsystems.portal.inspection.web.names import SystemNames
from yiwang.subsystems.portal.proofreading import house
from yiwang.subsystems.portal.proofreading.models import Link, Looked, Standing
from yiwang.subsystems.portal.wording.check import House, check_text
from yiwang.subsystems.portal.wording.mistakes import ADVICE, DATE, NAME, NUMBER, WORD, Mistake

LINKS_AT_ONCE, THREADS = 16, 4
OPEN_AGAIN_DAYS, FORGOTTEN_DAYS = 7, 60
LOOKED_AT_ONCE = 100
# Marks of old texts are not worth an editor's day.
TOLD = {WORD, NAME, DATE, NUMBER}
AROUND = 15


def open_links() -> int:
    """Open some addresses that wait for it; how many."""
    web = Web(SystemNames(), Manners(gap=0.5))
    try:
        return opened(web)
    finally:
        web.close()


def opened(web: Fetch) -> int:
    """The same with whoever opens addresses; a passing fault of one that opened before is tried tomorrow."""
    moment = now()
    due = list(Link.objects.due(shifted(moment, days=-OPEN_AGAIN_DAYS))[:LINKS_AT_ONCE])
    with ThreadPoolExecutor(THREADS, thread_name_prefix="links") as pool:
        answers = list(pool.map(lambda row: web.head(row.address), due))
    for row, answer in zip(due, answers, strict=True):
        if answer.is_passing and row.opened_at and not row.fault:
            row.opened_at = shifted(moment, days=1 - OPEN_AGAIN_DAYS)
            continue
        row.opened_at, row.status, row.fault = moment, answer.status, _fault(answer)
    Link.objects.bulk_update(due, ["opened_at", "status", "fault"])
    Link.objects.filter(asked_at__lt=shifted(moment, days=-FORGOTTEN_DAYS)).delete()
    return len(due)


def _fault(answer: Answer) -> str:
    """Empty where a reader would get in; a page behind a sign-in or a busy server is there too."""
    if answer.is_good or answer.status in {401, 403, 405, 429}:
        return ""
    return (answer.fault or f"返回 {answer.status}")[:200]


def look_again() -> int:
    """Look at publications that the present lists have not seen; how many. A new list begins anew."""
    known = house.in_force()
    edition = house.edition(known)
    rows = (
        Publication.objects.readable(now())
        .filter(origin_kind="portal.article")
        .exclude(
            pk__in=Looked.objects.filter(edition=edition, version=F("publication__version")).values(
                "publication"
            )
        )
        .order_by("-published_at", "-pk")
        .only("pk", "title", "summary", "text", "unit_id", "version")[:LOOKED_AT_ONCE]
    )
    found = list(rows)
    for publication in found:
        _look(publication, known, edition)
    return len(found)


@transaction.atomic
def _look(publication: Publication, known: House, edition: str) -> None:
    """What stands there now; what was found before and stands no more is gone."""
    text = "\n".join([publication.title, publication.summary, publication.text])
    mistakes = {one.wrong: one for one in check_text(text, known) if one.kind in TOLD and one.grade != ADVICE}
    held = Standing.objects.filter(publication=publication)
    held.exclude(wrong__in=[wrong[:60] for wrong in mistakes]).delete()
    rows = [_row(publication, one, text) for one in mistakes.values()]
    Standing.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["publication", "wrong"],
        update_fields=["right", "kind", "grade", "reason", "excerpt"],
    )
    Looked.objects.update_or_create(
        publication=publication, defaults={"edition": edition, "version": publication.version}
    )


def _row(publication: Publication, one: Mistake, text: str) -> Standing:
    excerpt = text[max(0, one.start - AROUND) : one.end + AROUND]
    return Standing(
        publication=publication,
        unit_id=publication.unit_id,
        wrong=one.wrong[:60],
        right=one.suggestion[:60],
        kind=one.kind,
        grade=one.grade,
        reason=one.reason[:200],
        excerpt=" ".join(excerpt.split())[:120],
        found_at=now(),
    )
