"""Which halls does a post see, and at which window does its person sit?"""

from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.approvals.counter import rules
from yiwang.subsystems.approvals.counter.models import Hall, Window


def halls_of(post: Post) -> list[Hall]:
    """Those of the units that a manager looks after; every open one for whoever serves at windows."""
    if may(post, rules.MANAGE):
        return list(Hall.objects.visible_to(post))
    return list(Hall.objects.open())


def window_of(post: Post) -> Window | None:
    """Where the post's person sits now."""
    found = Window.objects.filter(clerk=post.person_id).select_related("hall")
    return found.prefetch_related("services").first()
