"""Which steps can this post take with this article now?"""

from dataclasses import dataclass

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import may
from yiwang.subsystems.portal import rules
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.rules import PUBLISH, TRANSITIONS, WRITE, State


@dataclass(frozen=True)
class Offer:
    """A step: its verb, its label, and why this post cannot take it (empty: it can)."""

    verb: str
    label: str
    obstacle: str = ""


STEPS = ("submit", "take_back", "review", "publish", "schedule", "unschedule", "return", "force", "delete")


def offers(post: Post, article: Article) -> dict[str, Offer]:
    """Steps that fit state and rights; those that only a rule of hands forbids come with the obstacle."""
    if article.deleted_at is not None:
        return {"restore": Offer("restore", "恢复为草稿")} if may(post, WRITE, article.unit) else {}
    found = {}
    for verb in STEPS:
        row = TRANSITIONS[verb]
        if State(article.state) in row.before and may(post, row.permission, article.unit):
            found[verb] = Offer(verb, row.label, _obstacle(verb, post, article))
    if post.unit.parent_id is not None:
        found.pop("force", None)
    if post.person_id not in {article.submitted_by_id, article.changed_by_id}:
        found.pop("take_back", None)
    if article.is_live:
        found.pop("delete", None)
        if may(post, PUBLISH, article.unit):
            found["withdraw"] = Offer("withdraw", "撤下")
    if may(post, PUBLISH, article.unit):
        found["set_expiry"] = Offer("set_expiry", "到期撤下")
    if may(post, WRITE, article.unit):
        found["edit"] = Offer("edit", "编辑")
    return found


def _obstacle(verb: str, post: Post, article: Article) -> str:
    try:
        rules.check_hands(verb, post.person_id, article.hands, is_two_step=article.column.is_two_step)
    except Refused as refused:
        return refused.sentence
    return ""
