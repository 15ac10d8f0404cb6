"""May this post do that with this card?"""

from collections.abc import Iterable

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.rights import may, permissions
from yiwang.subsystems.supervision.cards import addressing, rules
from yiwang.subsystems.supervision.cards.models import Card
from yiwang.subsystems.supervision.watching.rules import LEAD, READ, RESPOND

READERS = frozenset({READ, LEAD, RESPOND})


def may_open(post: Post | None) -> bool:
    """Whether the pages of cards are anything to the post."""
    return post is not None and bool(READERS & permissions(post))


def require_opening(post: Post | None) -> None:
    if not may_open(post):
        raise Refused("您当前的岗位不能查看监察牌，请切换岗位，或者请安全管理员授予监察联络员角色。")


def answers(post: Post | None, card: Card) -> bool:
    """For the unit whose card it is, or for one that it was merged into."""
    return _may(post, RESPOND, addressing.successors(card.unit))


def leads(post: Post | None, card: Card) -> bool:
    """For the unit that issued it, or for one that it was merged into."""
    return _may(post, LEAD, addressing.successors(card.issuer))


def require(post: Post | None, card: Card, deed: str) -> None:
    """Raises Refused where the post may not do it, whatever the state of the card."""
    if deed in rules.OF_UNIT and not answers(post, card):
        raise Refused(f"只有{card.unit.called}的监察联络员可以{rules.VERBS[deed]}，请切换岗位。")
    if deed in rules.OF_LEADER:
        if not leads(post, card):
            raise Refused(f"只有{card.issuer.called}的监察负责人可以处理这张监察牌，请切换岗位。")
        rules.check_hands(post.person_id if post else None, card.explainer_id)


def offered(post: Post | None, card: Card, allowed: Iterable[str]) -> list[str]:
    """Those of the deeds that the post may do."""
    held = {*(rules.OF_UNIT if answers(post, card) else ()), *(rules.OF_LEADER if leads(post, card) else ())}
    if post is not None and post.person_id == card.explainer_id:
        held -= set(rules.OF_LEADER)
    return [deed for deed in allowed if deed in held]


def _may(post: Post | None, permission: str, units: Iterable[Unit]) -> bool:
    return any(may(post, permission, unit) for unit in units)
