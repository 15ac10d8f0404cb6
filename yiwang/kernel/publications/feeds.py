"""What is new, for programs that read news?"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from yiwang.kernel.publications.models import Publication
from yiwang.kernel.publications.sections import Section

SIZE = 50
FORMATS: dict[str, type[SyndicationFeed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


def absolute(root: str, address: str) -> str:
    """The address with the site's own in front; other sites' addresses stay."""
    return root + address if address.startswith("/") else address


@dataclass(frozen=True)
class Feed:
    """A feed's own address: that of its site, and its path there."""

    root: str
    path: str


def written(section: Section, own: Feed, publications: Iterable[Publication], form: str) -> str:
    """RSS 2.0, Atom or JSON Feed 1.1 of the publications."""
    if form == "json":
        return _json_feed(section, own, publications)
    feed = FORMATS[form](
        title=section.title,
        link=absolute(own.root, section.address),
        description=section.description or section.title,
        language="zh-cn",
        feed_url=absolute(own.root, own.path),
        author_name=section.title,
    )
    for publication in publications:
        feed.add_item(
            title=publication.title,
            link=absolute(own.root, publication.address),
            description=publication.summary,
            unique_id=absolute(own.root, publication.address),
            author_name=publication.source or None,
            pubdate=publication.published_at,
            updateddate=max(publication.changed_at, publication.published_at),
            categories=[publication.kind_label],
        )
    return feed.writeString("utf-8")


def _json_feed(section: Section, own: Feed, publications: Iterable[Publication]) -> str:
    """jsonfeed.org, version 1.1; an item says in content_text what the list has: its summary or title."""
    items = []
    for one in publications:
        address = absolute(own.root, one.address)
        item = {
            "id": address,
            "url": address,
            "title": one.title,
            "content_text": one.summary or one.title,
            "date_published": one.published_at.isoformat(timespec="seconds"),
            "date_modified": max(one.changed_at, one.published_at).isoformat(timespec="seconds"),
            "tags": [one.kind_label],
        }
        items.append(item | ({"authors": [{"name": one.source}]} if one.source else {}))
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": section.title,
        "home_page_url": absolute(own.root, section.address),
        "feed_url": absolute(own.root, own.path),
        "description": section.description or section.title,
        "language": "zh-CN",
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False)
