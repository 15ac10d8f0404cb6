"""What happens to publications by itself when a moment comes?"""

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.publications.actions import release, withdraw
from yiwang.kernel.publications.models import Publication

ROUND = 200


def release_due() -> int:
    """Let search find what has become readable; returns how many."""
    due = list(Publication.objects.unreleased(now())[:ROUND])
    for publication in due:
        release(SYSTEM, publication)
    return len(due)


def withdraw_expired() -> int:
    """Withdraw what has reached its end; returns how many."""
    expired = list(Publication.objects.expired(now())[:ROUND])
    for publication in expired:
        withdraw(SYSTEM, publication, Publication.Reason.EXPIRED)
    return len(expired)
