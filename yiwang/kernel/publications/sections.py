"""What are a site and its columns called? Whoever keeps them says so; here it says how to ask."""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True)
class Section:
    """A site or a column of it: ``slugs`` are the columns whose publications stand in it, its own first."""

    title: str
    description: str = ""
    address: str = "/"
    slugs: tuple[str, ...] = ()


MAIN = "main"


@dataclass(frozen=True)
class Place:
    """The site that a request asks for, and the address (no slash at the end) that it is read at."""

    site: str
    address: str

    @property
    def is_main(self) -> bool:
        """The main site also finds what the others published."""
        return self.site == MAIN


def main_place(request: HttpRequest) -> Place:
    """Where nobody keeps sites, every host is the main one."""
    return Place(MAIN, settings.SITE_ADDRESS.rstrip("/"))


def nothing_is_awaited(sites: Set[str]) -> bool:
    return False


@dataclass(frozen=True)
class Keeper:
    """``site(slug)``; ``column(site, slug)``, None where there is none; ``columns(site)``, all that may
    be read; ``place(request)``, which site is asked for; ``is_awaited(sites)``, whether every one of these is
    still being prepared: what stands nowhere else is not public yet.
    """

    site: Callable[[str], Section]
    column: Callable[[str, str], Section | None]
    columns: Callable[[str], Iterable[Section]]
    place: Callable[[HttpRequest], Place] = main_place
    is_awaited: Callable[[Set[str]], bool] = nothing_is_awaited


_NOBODY = Keeper(
    site=lambda slug: Section("政府信息公开"), column=lambda site, slug: None, columns=lambda site: ()
)
_keeper = [_NOBODY]


def register(keeper: Keeper) -> None:
    """Said once, in ``AppConfig.ready``, by the package that keeps sites and columns."""
    _keeper[0] = keeper


def keeper() -> Keeper:
    return _keeper[0]
