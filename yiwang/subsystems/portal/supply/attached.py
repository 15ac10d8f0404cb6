"""Who may read a file of an article that was offered to their site?"""

from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal.supply.models import Proposal
from yiwang.subsystems.portal.supply.rules import ADOPT, HOLDING


def visible(stored: StoredFile, post: Post | None) -> bool:
    """Those who decide, while it waits and after they adopted it."""
    if post is None or not may(post, ADOPT):
        return False
    offered = Proposal.objects.visible_to(post).filter(state__in=HOLDING)
    return offered.filter(original__attachments__file=stored).exists()


def references(ids: set[int]) -> set[int]:
    """None of our own: the original's article holds them, and the copy's."""
    return set()
