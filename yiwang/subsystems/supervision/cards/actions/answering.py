"""What does the unit do with a card: read it, explain, appeal?"""

from collections.abc import Sequence

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.supervision.cards import rights, rules
from yiwang.subsystems.supervision.cards.actions.deeds import done, locked, stepped
from yiwang.subsystems.supervision.cards.models import Card, Event

MOST_FILES = 10


@transaction.atomic
def read(by: Actor, post: Post, card_id: int) -> Card:
    """Note that the unit looked at it for the first time; nothing happens later on, or for others."""
    card = locked(card_id)
    if card.read_at or not rights.answers(post, card):
        return card
    card.read_at = now()
    card.save(update_fields=["read_at"])
    Event.objects.create(
        card=card,
        verb=rules.READ,
        at=card.read_at,
        person=by.person[:80],
        post=by.post[:200],
        unit=by.unit[:200],
    )
    record(by, "supervision.card_read", card, number=card.number)
    return card


@transaction.atomic
def explain(by: Actor, post: Post | None, card_id: int, text: str, files: Sequence[StoredFile] = ()) -> Card:
    """The unit says why, once; also after the reply period, while nobody has confirmed it."""
    text = rules.checked_text(text)
    _check(files)
    card = stepped(post, card_id, rules.EXPLAIN)
    card.explained_at, card.explainer_id = now(), by.person_id
    deadlines.stop(card.clock, by.person, ground="已提交说明")
    return done(by, card, rules.EXPLAIN, text, files)


@transaction.atomic
def appeal(by: Actor, post: Post | None, card_id: int, text: str, files: Sequence[StoredFile] = ()) -> Card:
    """Once, while the time to appeal runs; the card counts until the appeal is decided."""
    text = rules.checked_text(text)
    _check(files)
    card = stepped(post, card_id, rules.APPEAL)
    card.appealed_at, card.explainer_id = now(), by.person_id
    return done(by, card, rules.APPEAL, text, files)


def _check(files: Sequence[StoredFile]) -> None:
    if len(files) > MOST_FILES:
        raise Refused(f"附件最多{MOST_FILES}个，请打成压缩包后提交。", field="files")
    for stored in files:
        if not stored.is_clean:
            raise Refused(f"“{stored.name}”不能提交：{stored.notice}", field="files")
