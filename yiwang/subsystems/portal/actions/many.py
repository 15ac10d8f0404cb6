"""How is one step taken with many articles at once, and what became of each?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.actions import articles, workflow
from yiwang.subsystems.portal.models import Article
from yiwang.subsystems.portal.rules import TRANSITIONS


@dataclass(frozen=True)
class Outcome:
    """One article and the sentence that refused it; empty where it went through."""

    article: Article
    sentence: str = ""


def take_step(
    by: Actor, verb: str, chosen: Iterable[Article], *, reason: str = "", column: int | None = None
) -> list[Outcome]:
    """Each article in a transaction of its own: one that is refused keeps none of the others back."""
    step = _step(by, verb, reason, column)
    return [_taken(step, article) for article in chosen]


def label(verb: str) -> str:
    return "移动到栏目" if verb == "move" else TRANSITIONS[verb].label


def _step(by: Actor, verb: str, reason: str, column: int | None) -> Callable[[Article], object]:
    steps: dict[str, Callable[[Article], object]] = {
        "submit": lambda article: workflow.submit(by, article.pk),
        "review": lambda article: workflow.review(by, article.pk),
        "publish": lambda article: workflow.publish(by, article.pk),
        "return": lambda article: workflow.send_back(by, article.pk, reason),
        "move": lambda article: _move(by, article, column),
        "delete": lambda article: articles.delete(by, article.pk),
    }
    return steps[verb]


def _taken(step: Callable[[Article], object], article: Article) -> Outcome:
    try:
        step(article)
    except Refused as refused:
        return Outcome(article, refused.sentence)
    return Outcome(article)


def _move(by: Actor, article: Article, column: int | None) -> None:
    if column is None:
        raise Refused("请选择要移动到的栏目。")
    full = Article.objects.in_full().get(pk=article.pk)
    articles.save(by, full.pk, full.version, replace(full.text(), column_id=column), note="移动栏目")
