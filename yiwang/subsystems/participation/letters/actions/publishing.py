"""How does a letter become public, and how does it disappear again? Never without the writer's consent.

letters.md §5: after consent and review, personal data masked; a letter not for the public is never shown.
"""

from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import parties
from yiwang.kernel.cases import rules as states
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.telling import tell
from yiwang.subsystems.participation.letters import masks, rules
from yiwang.subsystems.participation.letters.actions.holding import held, of_desk
from yiwang.subsystems.participation.letters.models import Letter


@dataclass(frozen=True)
class Words:
    """What everybody will read."""

    title: str
    text: str
    reply: str = ""


def names_of(letter: Letter) -> list[str]:
    """By which the writer is known."""
    name = parties.facts_of(letter.case.party).name
    return [] if letter.is_anonymous or name == rules.ANONYMOUS else [name]


def suggested(letter: Letter) -> Words:
    """The letter and its answer desensitised, for an official to read through and confirm."""
    names = names_of(letter)
    sent = letter.replies.filter(state=rules.SENT).first()
    return Words(
        masks.desensitised(letter.title, names),
        masks.desensitised(letter.text, names),
        masks.desensitised(sent.text, names) if sent else "",
    )


def obstacle(letter: Letter) -> str:
    """Why it may not become public now; empty where it may."""
    if letter.mailbox.exposure == rules.NEVER or letter.is_informing:
        return "信访、检举件一律不公开。"
    if not letter.wants_public:
        return "来信人没有同意公开。"
    if letter.lead_id or letter.part_of_id or letter.again_of_id:
        return "合并、拆分和重新办理的来信随原信公开。"
    if letter.case.state == states.CLOSED:
        return ""
    if letter.mailbox.exposure == rules.START and letter.case.state == states.ACCEPTED:
        return ""
    return "答复以后才能公开。"


@transaction.atomic
def show(by: Actor, letter_id: int, words: Words) -> Letter:
    """Publish, or replace what is public. Raises Refused naming what might still tell who wrote."""
    letter = held(letter_id)
    of_desk(by, letter)
    put(by, letter, words)
    record(by, "letters.letter_show", letter)
    return letter


def put(by: Actor, letter: Letter, words: Words) -> None:
    """Part of a transaction that holds the letter."""
    if reason := obstacle(letter):
        raise Refused(f"不能公开：{reason}")
    is_answered = letter.case.state == states.CLOSED
    title = states.words(words.title, "公开标题", field="public_title", longest=rules.TITLE_LENGTH + 20)
    text = states.words(words.text, "公开内容", field="public_text", longest=rules.TEXT_LENGTH * 3)
    reply = ""
    if is_answered:
        reply = states.words(words.reply, "公开答复", field="public_reply", longest=rules.TEXT_LENGTH * 3)
    _check_clean(letter, title, text, reply)
    letter.public_title, letter.public_text, letter.public_reply = title, text, reply
    letter.exposure, letter.take_down_note = rules.SHOWN, ""
    letter.shown_at = letter.shown_at or now()
    letter.save(
        update_fields=[
            "public_title",
            "public_text",
            "public_reply",
            "exposure",
            "take_down_note",
            "shown_at",
        ]
    )
    tell(by, letter)


@transaction.atomic
def take_down(by: Actor, letter_id: int, ground: str) -> Letter:
    """Every trace of its words disappears outside: page, list, search, feed."""
    if ground not in rules.TAKE_DOWN_GROUNDS:
        raise Refused("请选择撤下的原因。", field="ground")
    letter = held(letter_id)
    of_desk(by, letter)
    if letter.exposure != rules.SHOWN:
        raise Refused("这封来信没有公开，不需要撤下。")
    letter.exposure, letter.take_down_note = rules.TAKEN_DOWN, rules.TAKE_DOWN_GROUNDS[ground]
    letter.save(update_fields=["exposure", "take_down_note"])
    tell(by, letter)
    record(by, "letters.letter_take_down", letter, ground=ground)
    return letter


def _check_clean(letter: Letter, title: str, text: str, reply: str) -> None:
    names = names_of(letter)
    for what, words, field, is_reply in (
        ("公开标题", title, "public_title", False),
        ("公开内容", text, "public_text", False),
        ("公开答复", reply, "public_reply", True),
    ):
        if found := masks.leaks(words, names, is_reply=is_reply):
            raise Refused(f"{what}中还有{'、'.join(found)}，请隐去后再公开。", field=field)
