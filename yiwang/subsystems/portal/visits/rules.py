"""Which requests are visits, of which page, and how often does a reader count?

Nothing about a reader is kept: no address, no cookie, no mark (个人信息保护法 2021 art. 6, least possible).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

HOME, COLUMN, TOPIC, ARTICLE, OTHER = "home", "column", "topic", "article", "other"
FOLDED = "folded"
KINDS: Mapping[str, str] = {
    HOME: "首页",
    COLUMN: "栏目页",
    TOPIC: "专题页",
    ARTICLE: "文章页",
    OTHER: "办事、互动等页面",
    FOLDED: "历年合计",
}

WINDOW_SECONDS = 600
PER_READER, PER_ADDRESS = 120, 600
"""Most visits of one reader, and of one network address, that count within a window."""

LONGEST_KEY = 80
_ARTICLE = re.compile(r"/a/([1-9][0-9]{0,17})/")
_COLUMN = re.compile(r"/([ct])/([a-z0-9-]{1,60})/")
_SEGMENT = re.compile(r"/([a-z][a-z0-9-]{0,39})/")
# Not pages that the public reads: the workbench, files, what programs ask for.
_APART = frozenset(
    {"office", "account", "accounts", "api", "files", "static", "preferences", "feed", "healthz", "readyz"}
)
_ROBOT = re.compile(
    r"bot\b|bot/|spider|crawl|slurp|archiv|monitor|inspection|probe|scan|preview|headless|lighthouse"
    r"|curl|wget|python|java/|go-http|okhttp|libwww|httpclient|axios|scrapy|feedfetcher|facebookexternalhit",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Page:
    """What is counted: a page by its kind and what tells it apart, never the whole address."""

    kind: str
    key: str = ""

    @property
    def publication(self) -> int | None:
        return int(self.key) if self.kind == ARTICLE else None


def page_of(path: str) -> Page | None:
    """The page at a path; None for what is no page of the public.

    Of addresses outside the columns only the first part counts: what follows may be somebody's number.
    """
    if path == "/":
        return Page(HOME)
    if found := _ARTICLE.fullmatch(path):
        return Page(ARTICLE, found[1])
    if found := _COLUMN.fullmatch(path):
        return Page(COLUMN if found[1] == "c" else TOPIC, found[2])
    first = _SEGMENT.match(path)
    if first is None or first[1] in _APART or first[1] in {"a", "c"}:
        return None
    return Page(OTHER, first[1])


@lru_cache(4096)
def is_robot(agent: str) -> bool:
    """Who says to be a program, or says nothing."""
    return not agent.strip() or _ROBOT.search(agent) is not None


class Answered(NamedTuple):
    """What was asked and answered, as far as counting goes; headers by their names in lower case."""

    method: str
    status: str
    content_type: str
    agent: str
    purpose: str = ""
    destination: str = ""
    is_part: bool = False


def is_visit(answered: Answered, page: Page) -> bool:
    """Whether a person opened the page: no robot, no fetch ahead, no part of a page, no error."""
    if answered.method != "GET" or answered.is_part or "prefetch" in answered.purpose:
        return False
    if answered.destination not in {"", "document"} or is_robot(answered.agent):
        return False
    if answered.status.startswith("304"):
        return page.kind != OTHER
    return answered.status.startswith("200") and answered.content_type.startswith("text/html")
