"""What are a site and its columns called? Whoever keeps them says so; here it says how to ask."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A site or a column of it: ``slugs`` are the columns whose publications stand in it, its own first."""

    title: str
    description: str = ""
    address: str = "/"
    slugs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Keeper:
    """``site(slug)``; ``column(site, slug)``, None where there is none; ``columns(site)``, all that may
    be read.
    """

    site: Callable[[str], Section]
    column: Callable[[str, str], Section | None]
    columns: Callable[[str], Iterable[Section]]


_NOBODY = Keeper(
    site=lambda slug: Section("政府信息公开"), column=lambda site, slug: None, columns=lambda site: ()
)
_keeper = [_NOBODY]


def register(keeper: Keeper) -> None:
    """Said once, in ``AppConfig.ready``, by the package that keeps sites and columns."""
    _keeper[0] = keeper


def keeper() -> Keeper:
    return _keeper[0]
