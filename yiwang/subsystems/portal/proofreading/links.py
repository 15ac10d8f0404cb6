"""Where do the links of a text lead, and which of them are dead?"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from lxml import html

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.publications.models import Publication
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.proofreading.models import Link

OUTER = re.compile(r"https?://", re.IGNORECASE)
ARTICLE, COLUMN, FILE = (
    re.compile(r"/a/(\d{1,15})/"),
    re.compile(r"/[ct]/([^/]+)/"),
    re.compile(r"/files/([^/]+)/"),
)
MOST = 100


@dataclass(frozen=True)
class Found:
    """Dead links within the site, dead ones elsewhere with the reason, and those not opened yet."""

    own_dead: tuple[str, ...] = ()
    outer_dead: tuple[tuple[str, str], ...] = ()
    waiting: tuple[str, ...] = ()


def addresses(body: str) -> list[str]:
    """Every address that a link of the text leads to, once, in order."""
    if "href=" not in body:
        return []
    root = html.fragment_fromstring(body, create_parent="div")
    return list(dict.fromkeys(link.get("href", "") for link in root.iter("a") if link.get("href")))[:MOST]


def digest(address: str) -> str:
    return sha256(address.encode()).hexdigest()


def outer(body: str) -> list[str]:
    return [one for one in addresses(body) if OUTER.match(one)]


def found(body: str, site: str) -> Found:
    """At most four queries, none for a text without links."""
    asked = addresses(body)
    elsewhere = [one for one in asked if OUTER.match(one)]
    known = {row.digest: row for row in Link.objects.filter(digest__in=[digest(one) for one in elsewhere])}
    dead, waiting = [], []
    for address in elsewhere:
        row = known.get(digest(address))
        if row is None or row.opened_at is None:
            waiting.append(address)
        elif row.fault:
            dead.append((address, row.fault))
    return Found(
        tuple(_own_dead([one for one in asked if one.startswith("/")], site)), tuple(dead), tuple(waiting)
    )


def _own_dead(asked: Sequence[str], site: str) -> list[str]:
    """Articles, columns and files are asked of the database; other pages of ours are taken at their word."""
    articles = _parts(asked, ARTICLE)
    columns, files = _parts(asked, COLUMN), _parts(asked, FILE)
    readable = (
        {
            str(pk)
            for pk in Publication.objects.readable(now())
            .filter(pk__in=articles.values())
            .values_list("pk", flat=True)
        }
        if articles
        else set()
    )
    slugs = (
        set(Column.objects.filter(site__slug=site, slug__in=columns.values()).values_list("slug", flat=True))
        if columns
        else set()
    )
    keys = (
        set(StoredFile.objects.kept().filter(key__in=files.values()).values_list("key", flat=True))
        if files
        else set()
    )
    dead = {one for one, part in articles.items() if str(int(part)) not in readable}
    dead |= {one for one, part in columns.items() if part not in slugs}
    dead |= {one for one, part in files.items() if part not in keys}
    return [one for one in asked if one in dead]


def _parts(asked: Iterable[str], pattern: re.Pattern[str]) -> dict[str, str]:
    return {one: match.group(1) for one in asked if (match := pattern.match(one))}
