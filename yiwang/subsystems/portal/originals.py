"""Where did an article first appear, if it is a copy of another one?"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yiwang.subsystems.portal.models import Article

_known: list[Callable[["Article"], str]] = []


def register(address_of: Callable[["Article"], str]) -> None:
    """Say once, in ``AppConfig.ready``, how the original of an article is found; empty: it is one."""
    _known.append(address_of)


def address_of(article: "Article") -> str:
    """The address at which the public reads the original; empty where the article is one itself."""
    return next((found for known in _known if (found := known(article))), "")
