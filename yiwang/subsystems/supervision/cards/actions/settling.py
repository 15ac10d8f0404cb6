"""How does the leader of supervision decide: confirm, cancel, uphold after an appeal or give in to it?

A card that is confirmed closes its finding; one that is cancelled dismisses it.
"""

from datetime import datetime

from django.db import transaction

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines import in_force
from yiwang.kernel.deadlines import rules as limits
from yiwang.kernel.deadlines.moments import local, now
from yiwang.kernel.deadlines.rules import Limit, Limits, Unit
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings import actions as findings
from yiwang.kernel.findings import rules as problems
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.supervision.cards import rules
from yiwang.subsystems.supervision.cards.actions.deeds import done, stepped
from yiwang.subsystems.supervision.cards.models import Card

APPEALING = "监察确认通知书规定的申诉期限"


@transaction.atomic
def confirm(by: Actor, post: Post | None, card_id: int, reason: str) -> Card:
    """The points count from now on; the unit may appeal within the days that its card says.

    Raises Refused while an unanswered card still has time, and where the finding was dismissed meanwhile.
    """
    reason = rules.checked_reason(reason)
    card = stepped(post, card_id, rules.CONFIRM)
    _close(by, card, reason)
    moment = now()
    if card.clock.stopped_at is None:
        deadlines.stop(card.clock, by.person, ground="期满未说明，予以确认")
    card.confirmed_at, card.reason = moment, reason
    card.appeal_until = _appeal_until(moment, card.appeal_days)
    return done(by, card, rules.CONFIRM, reason)


@transaction.atomic
def cancel(by: Actor, post: Post | None, card_id: int, reason: str) -> Card:
    """It should not have been issued."""
    reason = rules.checked_reason(reason)
    card = stepped(post, card_id, rules.CANCEL)
    _dismiss(by, card, reason)
    if card.clock.stopped_at is None:
        deadlines.cancel(card.clock, by.person, "监察牌已撤销")
    card.ended_at, card.reason = now(), reason
    return done(by, card, rules.CANCEL, reason)


@transaction.atomic
def uphold(by: Actor, post: Post | None, card_id: int, reason: str) -> Card:
    """The appeal was heard and is not right: the confirmation stays, for good."""
    reason = rules.checked_reason(reason)
    card = stepped(post, card_id, rules.UPHOLD)
    card.ended_at, card.reason = now(), reason
    return done(by, card, rules.UPHOLD, reason)


@transaction.atomic
def overturn(by: Actor, post: Post | None, card_id: int, reason: str) -> Card:
    """The appeal is right: the card is cancelled and counts no longer."""
    reason = rules.checked_reason(reason)
    card = stepped(post, card_id, rules.OVERTURN)
    _dismiss(by, card, reason)
    card.ended_at, card.reason = now(), reason
    return done(by, card, rules.OVERTURN, reason)


def _close(by: Actor, card: Card, reason: str) -> None:
    """What somebody closed by hand meanwhile stays closed."""
    state = _finding_state(card)
    if state == problems.DISMISSED:
        raise Refused("这个问题已经认定不成立，请撤销这张监察牌。")
    if state == problems.OPEN:
        findings.close(by, card.finding_id, f"{card.number}：{reason}"[: rules.REASON_LENGTH])


def _dismiss(by: Actor, card: Card, reason: str) -> None:
    worded = f"{card.number}：{reason}"[: rules.REASON_LENGTH]
    match _finding_state(card):
        case problems.OPEN:
            findings.dismiss(by, card.finding_id, worded)
        case problems.CLOSED:
            findings.overturn(by, card.finding_id, worded)


def _finding_state(card: Card) -> str:
    return Finding.objects.select_for_update(of=("self",)).get(pk=card.finding_id).state


def _appeal_until(moment: datetime, days: int) -> datetime | None:
    held = Limits(APPEALING, Limit(days, Unit.WORKING_DAYS))
    return limits.moments(local(moment), held, (), in_force.counting()).due_at
