"""What is new, for programs that read news?"""

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
    """RSS 2.0 or Atom of the publications."""
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
