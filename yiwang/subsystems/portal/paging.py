"""Which rows of a long list are on this page?"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

LAST_PAGE = 500


@dataclass(frozen=True)
class Page:
    """Some rows of a list; whether there are more is seen from one row too many, never by counting."""

    rows: list[Any]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def number_of(request: HttpRequest) -> int:
    """The page asked for; anything that is no number means the first."""
    given = request.GET.get("page", "1")
    return min(max(int(given), 1), LAST_PAGE) if given.isdecimal() and len(given) < 5 else 1


def paged(rows: Any, number: int, size: int = 20) -> Page:
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    return Page(found[:size], number, len(found) > size)
