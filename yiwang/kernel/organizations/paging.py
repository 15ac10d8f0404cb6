"""Which stretch of a long list is shown? One row too many is fetched, so that nothing is counted."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)
SIZE = 50
LAST_NUMBER = 2000


@dataclass(frozen=True)
class Page(Generic[Row]):
    """What the ``pager`` tag draws."""

    rows: list[Row]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def page_of(rows: "models.QuerySet[Row]", asked: str | None, size: int = SIZE) -> Page[Row]:
    """The page that ``?page=`` asks for; nonsense means the first."""
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    number = min(max(number, 1), LAST_NUMBER)
    start = (number - 1) * size
    fetched: list[Any] = list(rows[start : start + size + 1])
    return Page(fetched[:size], number, len(fetched) > size)
