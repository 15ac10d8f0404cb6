"""Which findings does somebody look for?"""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from yiwang.kernel.deadlines.moments import end_of, start_of
from yiwang.kernel.findings.models import Finding, FindingQuerySet
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.supervision.watching import sight

SIZE = 50


def listing(post: Post, given: dict[str, Any], after: str) -> tuple[list[Finding], str]:
    """Newest first, and where the next page goes on; nothing is counted."""
    rows = _narrowed(Finding.objects.visible_to(post), post, given)
    if place := _place(after):
        at, pk = place
        rows = rows.filter(Q(found_at__lte=at) & (Q(found_at__lt=at) | Q(pk__lt=pk)))
    found = list(rows.newest_first().defer("evidence")[: SIZE + 1])
    if len(found) <= SIZE:
        return found, ""
    last = found[SIZE - 1]
    return found[:SIZE], f"{last.found_at.isoformat()}_{last.pk}"


def _narrowed(rows: FindingQuerySet, post: Post, given: dict[str, Any]) -> FindingQuerySet:
    for name in ("rule", "colour", "state"):
        if given[name]:
            rows = rows.filter(**{name: given[name]})
    if given["trial"]:
        rows = rows.filter(is_trial=given["trial"] == "yes")
    if given["unit"]:
        rows = rows.filter(unit__in=sight.narrowed(post, given["unit"]) or ())
    if given["since"]:
        rows = rows.filter(found_at__gte=start_of(given["since"]))
    return rows.filter(found_at__lt=end_of(given["until"])) if given["until"] else rows


def _place(after: str) -> tuple[datetime, int] | None:
    at, _, pk = after.partition("_")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    try:
        moment = parse_datetime(at)
    except ValueError:
        return None
    return (moment, int(pk)) if moment and moment.tzinfo else None
