"""What does the clock of a card run for?"""

from collections.abc import Collection

from yiwang.kernel.deadlines.subjects import About
from yiwang.subsystems.supervision.cards import rules
from yiwang.subsystems.supervision.cards.models import Card


def about(keys: Collection[str]) -> dict[str, About]:
    cards = Card.objects.filter(clock__subject_kind=rules.SUBJECT, clock__subject_key__in=keys)
    shown = cards.only("pk", "number", "label", "clock__subject_key").select_related("clock")
    return {card.clock.subject_key: _about(card) for card in shown}


def _about(card: Card) -> About:
    return About(f"{card.number} {card.label}", card.get_absolute_url())
