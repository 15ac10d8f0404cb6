"""What changes a card? One transaction, one line of history and one entry in the record each."""

from yiwang.subsystems.supervision.cards.actions.answering import appeal, explain, read
from yiwang.subsystems.supervision.cards.actions.issuing import issue
from yiwang.subsystems.supervision.cards.actions.settling import cancel, confirm, overturn, uphold
from yiwang.subsystems.supervision.cards.actions.terms import lay_down

__all__ = ["appeal", "cancel", "confirm", "explain", "issue", "lay_down", "overturn", "read", "uphold"]
