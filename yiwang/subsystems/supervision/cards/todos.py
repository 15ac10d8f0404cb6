"""Which cards wait for a post: to be explained, to be settled?"""

from yiwang.kernel.deadlines.due import in_words
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.workbench.todos import Todo
from yiwang.subsystems.supervision.cards import rules
from yiwang.subsystems.supervision.cards.models import Card


def to_explain(post: Post, most: int) -> list[Todo]:
    """The nearest end first."""
    waiting = Card.objects.to_explain(post).select_related("clock").order_by("clock__due_at", "pk")
    return [_to_explain(card) for card in waiting[:most]]


def to_settle(post: Post, most: int) -> list[Todo]:
    """The longest waiting first."""
    waiting = Card.objects.to_settle(post, now()).select_related("clock").order_by("pk")
    return [_to_settle(card) for card in waiting[:most]]


def _to_explain(card: Card) -> Todo:
    due = card.clock.due_at
    last = in_words(f"{card.reply_on:%Y-%m-%d}", card.clock) if card.reply_on else ""
    return Todo(
        title=f"{card.number} {card.label}",
        address=card.get_absolute_url(),
        since=card.issued_at,
        note=f"{card.title} · 最迟 {last} 说明" if last else card.title,
        is_late=due is not None and due <= now(),
    )


def _to_settle(card: Card) -> Todo:
    said_at = card.appealed_at or card.explained_at or card.clock.due_at or card.issued_at
    is_silent = card.state == rules.ISSUED
    return Todo(
        title=f"{card.number} {card.unit_name}",
        address=card.get_absolute_url(),
        since=said_at,
        note="期满未说明" if is_silent else card.get_state_display(),
        is_late=is_silent,
    )
