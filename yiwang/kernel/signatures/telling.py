"""Who manages the keys, and how do they learn of something?"""

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person, Post
from yiwang.kernel.signatures.rules import MANAGER


def managers() -> list[Person]:
    """Who manages the keys today, as holder of the post or standing in for one."""
    posts = Post.objects.in_office(today()).carrying(MANAGER).select_related("person").order_by("person_id")
    return list({post.person_id: post.person for post in posts}.values())


def tell_managers(*, subject: str, body: str, link: str, key: str) -> None:
    """Part of the caller's transaction; the same ``key`` is told to a person once."""
    for person in managers():
        tell(person, subject=subject, body=body, link=link, key=key)
