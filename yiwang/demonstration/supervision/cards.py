"""What became of the cards of the demonstration city, day after day?"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from yiwang.demonstration.cast import Cast, acting_as
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.demonstration.supervision.told import LEADER, Fate, told
from yiwang.kernel.deadlines.moments import day_of, now, today
from yiwang.subsystems.supervision.cards import actions, rules
from yiwang.subsystems.supervision.cards.models import Card

EXPLAINED_AT, SETTLED_AT = 10 * 60 + 20, 15 * 60 + 30
SETTLE = {rules.CONFIRM: actions.confirm, rules.CANCEL: actions.cancel}
JUDGE = {rules.UPHOLD: actions.uphold, rules.OVERTURN: actions.overturn}
UNANSWERED = "说明期限届满未作说明，依照电子监察办法予以确认。"


def cards(cast: Cast, days: Days, first: int) -> Iterator[Act]:
    """From so many working days ago on, units explain in the morning, the leader decides in the afternoon."""
    for back in range(first, -1, -1):
        yield Act(at(days.back(back), EXPLAINED_AT), _answer)
        yield Act(at(days.back(back), SETTLED_AT), partial(_settle, cast))


def _answer() -> None:
    """The day after a card came its unit opens it and explains; who does not agree appeals later."""
    addressed = Card.objects.select_related("post__person", "post__unit").order_by("pk")
    for card in addressed.filter(state=rules.ISSUED):
        if card.post and _is_past(card.issued_at) and (said := _fate(card).explanation):
            by = acting_as(card.post)
            actions.read(by, card.post, card.pk)
            actions.explain(by, card.post, card.pk, said)
    for card in addressed.filter(state=rules.CONFIRMED):
        if card.post and _is_past(card.confirmed_at) and (said := _fate(card).appeal):
            actions.appeal(acting_as(card.post), card.post, card.pk, said)


def _settle(cast: Cast) -> None:
    """What was explained or appealed against before today, and what was never explained."""
    by, post = cast.by(LEADER), cast.posts[LEADER]
    for card in Card.objects.to_settle(post, now()).order_by("pk"):
        fate = _fate(card)
        if card.state == rules.ISSUED:
            actions.confirm(by, post, card.pk, UNANSWERED)
        elif card.state == rules.APPEALED and fate.verdict and _is_past(card.appealed_at):
            JUDGE[fate.verdict](by, post, card.pk, fate.verdict_reason)
        elif card.state == rules.EXPLAINED and fate.decision and _is_past(card.explained_at):
            SETTLE[fate.decision](by, post, card.pk, fate.reason)


def _is_past(moment: datetime | None) -> bool:
    return moment is not None and day_of(moment) < today()


def _fate(card: Card) -> Fate:
    """In turn, yellow and red cards apart."""
    fates = [fate for fate in told().fate if card.rule.startswith(fate.of)]
    return fates[(card.serial - 1) % len(fates)]
