"""With which accounts can somebody look around the demonstration city?"""

from dataclasses import asdict, dataclass

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.actions.accounts import issue_password
from yiwang.kernel.organizations.models import Post

# Beside one person per role: authors who see only their own unit, and a leader without any role.
AUTHORS = {"部门信息员": "市教育局", "县区信息员": "白渚县"}
LEADER = "常务副市长"


@dataclass(frozen=True)
class Credential:
    """One account with its one-time password, shown once and stored nowhere."""

    role: str
    name: str
    unit: str
    account: str
    password: str


def issue() -> list[Credential]:
    """New one-time passwords for one person per role; older ones end. Raises Refused without a city."""
    chosen = holders()
    if not chosen:
        raise Refused("还没有演示城市，请先运行 yiwang demo。")
    return [
        Credential(
            role=label,
            name=post.person.name,
            unit=post.unit.called,
            account=post.person.username,
            password=issue_password(SYSTEM, post.person),
        )
        for label, post in chosen.items()
    ]


def holders() -> dict[str, Post]:
    """The first post in office that carries each role, by the role's label, then others worth looking at."""
    posts = list(Post.objects.own().in_full().in_office(today()).order_by("pk"))
    found: dict[str, Post] = {}
    for code, role in roles.declared().items():
        post = next((post for post in posts if code in post.roles), None)
        if post is not None:
            found[role.label] = post
    for label, unit in AUTHORS.items():
        post = next(
            (post for post in posts if post.unit.called == unit and "portal_author" in post.roles), None
        )
        if post is not None:
            found[label] = post
    leader = next((post for post in posts if post.title == LEADER), None)
    return {**found, "市政府领导": leader} if leader else found


def as_plain(credentials: list[Credential]) -> list[dict[str, str]]:
    return [asdict(credential) for credential in credentials]
