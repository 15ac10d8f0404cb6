"""What comes of opening one address of a site?"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from yiwang.subsystems.portal.inspection.judging import pages, sites
from yiwang.subsystems.portal.inspection.judging.seen import Seen
from yiwang.subsystems.portal.inspection.models import Visit
from yiwang.subsystems.portal.inspection.web import addresses, dates, page
from yiwang.subsystems.portal.inspection.web.fetching import Answer, Fetch
from yiwang.subsystems.portal.inspection.web.robots import Robots

PAGE, PART, OUTSIDE, EXTRA = "page", "part", "outside", "extra"
HOME, COLUMN, ARTICLE = "home", "column", "article"
FILE = re.compile(
    r"(?i)\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|jpe?g|png|gif|svg|webp|bmp|ico|mp[34]|css|js|woff2?|txt"
    r"|csv|xml|json|apk|exe)$"
)
MOST_DEPTH = 20
MOST_OF_A_SHAPE = 300
MOST_ATTEMPTS = 2
# Of strangers only these are believed: many turn programs away with other numbers.
DEAD_OUTSIDE = {404, 410, 500, 502, 504}
BUSY = {429, 503}


@dataclass(frozen=True)
class Ground:
    """What is known of the site before its pages are opened."""

    home: str
    site_code: str
    robots: Robots
    today: date

    def is_own(self, address: str) -> bool:
        return addresses.site_of(address) == addresses.site_of(self.home)


@dataclass
class Looked:
    """A visit that was made, what was seen there and where it leads."""

    visit: Visit
    seen: list[Seen] = field(default_factory=list)
    leads: list[Visit] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)


def look(fetch: Fetch, visit: Visit, ground: Ground) -> Looked:
    """Open it, once; asks no database, so that several threads may do it at once."""
    answer = fetch.get(visit.address) if visit.kind == PAGE else fetch.head(visit.address)
    looked = Looked(visit)
    visit.attempts += 1
    visit.status, visit.fault = answer.status, answer.fault
    if answer.is_passing and visit.attempts < MOST_ATTEMPTS:
        return looked
    visit.is_done = True
    if visit.kind == EXTRA or (visit.depth == 0 and not answer.is_good):
        return looked
    if _is_dead(visit, answer):
        looked.seen.append(_dead(visit, answer, ground))
    elif visit.kind == PAGE and answer.is_good:
        _read(looked, answer, ground)
    return looked


def _is_dead(visit: Visit, answer: Answer) -> bool:
    if answer.status == 0:
        return True
    if visit.kind == OUTSIDE:
        return answer.status in DEAD_OUTSIDE
    return answer.status >= 400 and answer.status not in BUSY


def _dead(visit: Visit, answer: Answer, ground: Ground) -> Seen:
    is_own = ground.is_own(visit.address)
    status = answer.fault or f"返回状态 {answer.status}"
    return Seen(
        "link.inside" if is_own else "link.outside",
        visit.address,
        f"链接打不开：{visit.address}"[:300],
        visit.address,
        f"出现在 {visit.found_on}"[:300] if visit.found_on else "网站首页",
        status,
        f"链接文字“{visit.link_text}”" if visit.link_text else "",
        visit.column_name,
        is_on_home=visit.depth == 1,
    )


def _read(looked: Looked, answer: Answer, ground: Ground) -> None:
    visit = looked.visit
    if not ground.is_own(answer.address) or "html" not in (answer.kind or "html"):
        return
    read = page.read(answer.body, answer.headers.get("content-type", ""), answer.address)
    is_home = visit.depth == 0
    visit.title = read.title[:200]
    visit.column_name, visit.column_type = read.meta("ColumnName")[:120], read.meta("ColumnType")[:120]
    visit.role = HOME if is_home else ARTICLE if read.is_article else COLUMN if read.is_column else ""
    visit.newest_on = read.published() if read.is_article else _newest(read, ground.today)
    visit.entries, visit.length = len(read.entries), min(len(read.content), 2_000_000)
    visit.is_blank = visit.role == COLUMN and sites.is_blank(read)
    is_article = visit.is_entry and not read.is_column
    looked.seen += pages.faults(read, is_article=is_article, is_home=is_home, site_code=ground.site_code)
    looked.leads = _leads(visit, read, ground)
    if is_home:
        looked.facts = sites.home_facts(read, answer.headers)


def _newest(read: page.Page, today: date) -> date | None:
    days = [link.day for link in read.entries if link.day and link.day <= today]
    days += [day for link in read.entries if (day := dates.in_path(link.address)) and day <= today]
    return max(days, default=None)


def _leads(visit: Visit, read: page.Page, ground: Ground) -> list[Visit]:
    if visit.depth >= MOST_DEPTH:
        return []
    found: dict[str, Visit] = {}
    for link in read.links:
        _lead(found, visit, ground, link.address, link.text, is_entry=bool(link.day and not link.is_in_frame))
    for address in [*read.parts, *(picture.address for picture in read.pictures)]:
        _lead(found, visit, ground, address, "", is_part=True)
    return list(found.values())


def _lead(
    found: dict[str, Visit],
    visit: Visit,
    ground: Ground,
    address: str,
    text: str,
    *,
    is_entry: bool = False,
    is_part: bool = False,
) -> None:
    if not address.startswith("http") or addresses.is_trap(address):
        return
    key = addresses.digest(address)
    if key in found:
        found[key].is_entry |= is_entry
        return
    is_own = ground.is_own(address)
    if is_own and not ground.robots.lets(address):
        return
    is_file = is_part or bool(FILE.search(urlsplit(address).path))
    found[key] = Visit(
        run_id=visit.run_id,
        digest=key,
        address=address,
        kind=OUTSIDE if not is_own else PART if is_file else PAGE,
        depth=visit.depth + 1,
        found_on=visit.address,
        link_text=text[:200],
        is_entry=is_entry,
        column_name=visit.column_name,
    )


def within_shapes(leads: Collection[Visit], shapes: dict[str, int]) -> list[Visit]:
    """Without those of which there are too many that differ in their query only: calendars, sortings."""
    kept = []
    for lead in leads:
        if lead.kind == PAGE and "?" in lead.address:
            shape = addresses.shape(lead.address)
            shapes[shape] = shapes.get(shape, 0) + 1
            if shapes[shape] > MOST_OF_A_SHAPE:
                continue
        kept.append(lead)
    return kept
