"""How does the desk itself order that an answered letter is handled once more (重办)?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import parties
from yiwang.kernel.cases import rules as states
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import contacts
from yiwang.kernel.intake.actions import entering
from yiwang.subsystems.participation.letters import messages, pages, rules
from yiwang.subsystems.participation.letters.actions import receiving
from yiwang.subsystems.participation.letters.actions.holding import held, of_desk
from yiwang.subsystems.participation.letters.models import Letter


@transaction.atomic
def handle_again(by: Actor, letter_id: int, reason: str) -> tuple[Letter, entering.Receipt]:
    """A letter of its own tied to the first, once, with a limit like the first (letters.md §3).

    The receipt goes to the writer by telephone. Raises Refused where it was not answered, or was handled
    again already.
    """
    reason = states.words(reason, "重新办理的理由", field="reason", longest=500)
    letter = held(letter_id)
    of_desk(by, letter)
    if letter.matter is None:
        raise Refused("请在原来信上重新办理。")
    chained = receiving.second_of(letter)
    said = messages.Letter(
        mailbox=letter.mailbox.code,
        mailbox_name=letter.mailbox.name,
        type=letter.type,
        type_label=rules.TYPES[letter.type],
        subject=letter.subject,
        title=letter.title,
        text=f"{reason}\n\n原信内容：{letter.text}"[: rules.TEXT_LENGTH],
        place=letter.place,
        is_anonymous=letter.is_anonymous,
        again=letter.number,
    )
    contact = contacts.of_matter(letter.matter)
    receipt = entering.enter(by, letter.case.kind, said.model_dump(mode="json"), contact)
    sender = receiving.Sender(parties.facts_of(letter.case.party), letter.writer, letter.is_anonymous)
    coming = receiving.Coming(letter.mailbox, said, sender, receipt.matter, letter.source, chained=chained)
    again = receiving.open_letter(by, coming)
    if again.case.unit_id == again.desk_id:
        with pages.ours():
            again.case = cases.accept(by, again.case_id)
    record(by, "letters.letter_handle_again", letter, number=receipt.number, reason=reason)
    return again, receipt
