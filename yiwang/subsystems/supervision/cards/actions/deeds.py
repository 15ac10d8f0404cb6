"""What do all deeds on a card share: the lock, who may, the history, the other side told?"""

from collections.abc import Sequence

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.supervision.cards import rights, rules
from yiwang.subsystems.supervision.cards.actions import telling
from yiwang.subsystems.supervision.cards.models import Card, Event, Notification

COLUMNS = (
    "state",
    "read_at",
    "explained_at",
    "explainer_id",
    "confirmed_at",
    "appeal_until",
    "appealed_at",
    "ended_at",
    "reason",
)


def locked(card_id: int) -> Card:
    held = Card.objects.select_for_update(of=("self",)).select_related("clock", "unit", "issuer")
    card = held.filter(pk=card_id).first()
    if card is None:
        raise Refused("没有这张监察牌。")
    return card


def stepped(post: Post | None, card_id: int, deed: str) -> Card:
    """The card, locked, in the state after the deed. Raises Refused where the post may not, or not now."""
    card = locked(card_id)
    rights.require(post, card, deed)
    card.state = rules.next_state(card.standing, deed, now())
    return card


def done(by: Actor, card: Card, deed: str, text: str, files: Sequence[StoredFile] = ()) -> Card:
    """Write the card and its history, owe the paper, tell the other side; last the record."""
    card.save(update_fields=COLUMNS)
    event = Event.objects.create(
        card=card,
        verb=deed,
        at=now(),
        person=by.person[:80],
        post=by.post[:200],
        unit=by.unit[:200],
        text=text,
    )
    event.files.set(files)
    if deed in rules.OF_LEADER:
        Notification.objects.create(card=card, verb=deed, again_at=event.at)
    telling.of_deed(card, deed, text)
    detail = {"number": card.number, "state": card.state, "files": [stored.digest for stored in files]}
    record(by, f"supervision.card_{deed}", card, **detail)
    return card
