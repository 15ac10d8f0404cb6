"""What is found in a source: one article of another system, or the reason why there is none."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from yiwang.kernel.publications.recognition import dates

Fetch = Callable[[str], tuple[str, bytes] | None]
"""The file that an address of the source leads to: its name and its bytes."""


@dataclass(frozen=True)
class Found:
    """``place`` is where in the source it stood, once each; ``path`` its old address on the old site.

    ``section`` is the column as the old system called it; ``base`` what relative addresses start from.
    """

    place: str
    title: str = ""
    body: str = ""
    published_at: datetime | date | None = None
    path: str = ""
    section: str = ""
    summary: str = ""
    source: str = ""
    author: str = ""
    keywords: str = ""
    number: str = ""
    base: str = ""
    reason: str = ""
    fetch: Fetch | None = field(default=None, compare=False, repr=False)


_MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?(?:Z| GMT)?")


def moment_of(written: str, *, is_utc: bool = False) -> datetime | date | None:
    """A moment (naive where the source does not say which zone) or a day; None where neither stands there."""
    text = " ".join(written.split())
    match = _MOMENT.match(text)
    if match:
        try:
            year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
            moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - said by is_utc
        except ValueError:
            return None
        return moment.replace(tzinfo=UTC) if is_utc else moment
    return dates.parse(text)
