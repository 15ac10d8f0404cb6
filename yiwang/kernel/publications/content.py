"""What does somebody hand over who publishes?"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Content:
    """Everything the public will read of one thing; ``body`` is HTML and is cleaned on the way in.

    ``columns`` are slugs of the site, ``shared`` pairs of another site and a column of it; ``files`` pairs of
    stored file id and the name shown; ``readable_until`` ends the publication by itself, ``expires_on`` is
    the last day on which a document is in force.
    """

    title: str
    body: str
    kind: str
    published_at: datetime
    site: str = "main"
    columns: tuple[str, ...] = ()
    shared: tuple[tuple[str, str], ...] = ()
    pinned_in: tuple[str, ...] = ()
    unit_id: int | None = None
    source: str = ""
    author: str = ""
    subtitle: str = ""
    summary: str = ""
    keywords: str = ""
    readable_until: datetime | None = None
    original_url: str = ""
    files: tuple[tuple[int, str], ...] = ()
    image: int | None = None
    image_alt: str = ""
    number: str = ""
    index_number: str = ""
    issuer: str = ""
    written_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    subject: str = ""
    subject_words: tuple[str, ...] = ()
    recipients: str = ""
    copies: str = ""
    disclosure: str = ""
