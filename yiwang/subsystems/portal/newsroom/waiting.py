"""Which assignments wait for a person?"""

from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.portal.newsroom import queries
from yiwang.subsystems.portal.rules import WRITE


def to_report(post: Post, most: int) -> list[Todo]:
    """What the person is sent to, the next first; late where it is over and nobody said so."""
    if not may(post, WRITE):
        return []
    moment = now()
    return [
        Todo(
            title=one.event,
            address=f"/office/newsroom/{one.pk}/",
            since=one.made_at,
            note=one.place,
            is_late=one.ends_at < moment,
        )
        for one in queries.upcoming(post, most)
    ]
