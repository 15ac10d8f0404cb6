"""What follows when something becomes public, changes, or is public no longer?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from yiwang.kernel.publications.models import Publication


@dataclass(frozen=True)
class Standing:
    """Where a publication stood before: pairs of site and column, and since when; empty: nowhere."""

    places: frozenset[tuple[str, str]] = frozenset()
    unit_id: int | None = None
    published_at: datetime | None = None


_followers: list[Callable[[Publication, Standing], None]] = []


def register(call: Callable[[Publication, Standing], None]) -> None:
    """From ``AppConfig.ready``: ``call(publication, before)`` runs in the transaction of every change."""
    if call not in _followers:
        _followers.append(call)


def standing(publication: Publication | None) -> Standing:
    """Where it stands now; one query, none where nobody follows."""
    if publication is None or not _followers:
        return Standing()
    places = publication.placements.values_list("site", "column")
    return Standing(frozenset(places), publication.unit_id, publication.published_at)


def tell(publication: Publication, before: Standing) -> None:
    for call in _followers:
        call(publication, before)


_is_bulk: ContextVar[bool] = ContextVar("is_bulk", default=False)


@contextmanager
def in_bulk() -> Iterator[None]:
    """Many publications change in a row: whoever follows leaves to the worker what can wait."""
    token = _is_bulk.set(True)
    try:
        yield
    finally:
        _is_bulk.reset(token)


def is_bulk() -> bool:
    return _is_bulk.get()
