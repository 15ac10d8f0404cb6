"""By what are the key managers told?

The package of messages stands beside this one on the staircase: a package that stands on both joins them,
``telling.through(notifications.actions.tell)``, once in its ``AppConfig.ready``.
"""

from typing import Protocol

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Person, Post
from yiwang.kernel.signatures.rules import MANAGER


class Teller(Protocol):
    """Tells a person something; the same ``key`` is told to a person once."""

    def __call__(self, person: Person, *, subject: str, body: str, link: str, key: str) -> object: ...


_tellers: list[Teller] = []


def through(call: Teller) -> None:
    """Let the key managers be told by ``call``, in the transaction of whatever happened."""
    if call not in _tellers:
        _tellers.append(call)


def managers() -> list[Person]:
    """Who manages the keys today, as holder of the post or standing in for one."""
    posts = Post.objects.in_office(today()).carrying(MANAGER).select_related("person").order_by("person_id")
    return list({post.person_id: post.person for post in posts}.values())


def tell_managers(*, subject: str, body: str, link: str, key: str) -> None:
    """Raises Refused where nothing was joined by which anybody could be told."""
    if not _tellers:
        raise Refused("签名模块还没有接通站内消息，证书到期提醒发不出去。")
    for person in managers():
        for call in _tellers:
            call(person, subject=subject, body=body, link=link, key=key)
