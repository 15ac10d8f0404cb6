"""May this post do that, here?"""

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import paths, roles
from yiwang.kernel.organizations.models import Person, Post, Unit


def permissions(post: Post) -> frozenset[str]:
    """Everything the post may do today; nothing before it begins, after it ends or once its person left."""
    if not post.is_in_office(today()):
        return frozenset()
    own = _granted(post, post.person)
    if post.stands_in_for is None:
        return own
    principal = post.stands_in_for
    lent = own & _granted(principal, principal.person)
    return lent & frozenset(post.permissions) if post.permissions else lent


def _granted(post: Post, person: Person) -> frozenset[str]:
    """What the roles grant; an administrator's role counts only for the one office its person holds."""
    declared = roles.declared()
    codes = [
        code
        for code in post.roles
        if code in declared and (not declared[code].is_administrator or person.administration == code)
    ]
    return roles.granted(codes)


def may(post: Post | None, permission: str, unit: Unit | None = None) -> bool:
    """True where one of the post's roles grants the permission and ``unit`` lies in its unit subtree."""
    if post is None or permission not in permissions(post):
        return False
    return unit is None or paths.lies_within(unit.path, post.unit.path)


def require(post: Post | None, permission: str, unit: Unit | None = None) -> None:
    """Raises Refused where ``may`` says no."""
    if not may(post, permission, unit):
        raise Refused(
            f"您当前的岗位没有“{roles.permission_label(permission)}”的权限，请切换岗位或联系安全管理员。"
        )
