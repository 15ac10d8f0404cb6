"""Which open things of the rooms below does the board name beside its own figures?"""

from collections.abc import Callable
from dataclasses import dataclass

from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import permissions


@dataclass(frozen=True)
class Headline:
    """``count(post)``: how many the post sees that are open, one query on an index. ``address``: their list.

    ``permission``: who may open the list; others are not told the number.
    """

    code: str
    label: str
    address: str
    count: Callable[[Post], int]
    tone: str = "info"
    permission: str = ""


_registered: dict[str, Headline] = {}


def register(headline: Headline) -> None:
    """From ``AppConfig.ready``."""
    _registered[headline.code] = headline


def of(post: Post) -> list[tuple[Headline, int]]:
    held = permissions(post)
    shown = [each for each in _registered.values() if not each.permission or each.permission in held]
    return [(each, each.count(post)) for each in shown]
