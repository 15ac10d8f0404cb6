"""Who may read a stored file? Whatever it hangs on says so; here it says how to ask."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yiwang.kernel.files.models import StoredFile
    from yiwang.kernel.organizations.models import Post


@dataclass(frozen=True)
class Holder:
    """``visible(stored, post)``: may this post (None: the public) read the file because of what I hold?

    ``references(ids)``: those of the ids that I still hold, in drafts and old versions too.
    """

    visible: "Callable[[StoredFile, Post | None], bool]"
    references: Callable[[set[int]], set[int]] | None


_holders: dict[str, Holder] = {}


def register(
    name: str,
    visible: "Callable[[StoredFile, Post | None], bool]",
    references: Callable[[set[int]], set[int]] | None = None,
) -> None:
    """Say once, in ``AppConfig.ready``, what hangs files on itself, such as ``"portal.article"``.

    While one holder cannot tell its references, no file is ever collected as unreferenced.
    """
    _holders[name] = Holder(visible, references)


def registered() -> MappingProxyType[str, Holder]:
    return MappingProxyType(_holders)


def may_read(stored: "StoredFile", post: "Post | None") -> bool:
    """True where at least one holder shows the file to the post (None: to the public)."""
    return any(holder.visible(stored, post) for holder in _holders.values())


def can_tell() -> bool:
    """Whether every holder knows its references."""
    return bool(_holders) and all(holder.references for holder in _holders.values())


def referenced(ids: Iterable[int]) -> set[int]:
    """Those of the ids that at least one holder still holds."""
    asked = set(ids)
    held: set[int] = set()
    for holder in _holders.values():
        if holder.references:
            held |= holder.references(asked)
    return held
