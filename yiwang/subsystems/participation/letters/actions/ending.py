"""What does the writer change: something added, everything taken back?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import rules as states
from yiwang.subsystems.participation.letters import rules, suggesting
from yiwang.subsystems.participation.letters.actions import crossing
from yiwang.subsystems.participation.letters.actions.grouping import pass_on_lead
from yiwang.subsystems.participation.letters.actions.holding import held
from yiwang.subsystems.participation.letters.models import Letter

REASON = "来信人撤回"


@transaction.atomic
def add_text(letter_id: int, text: str) -> Letter:
    """What was added stands with what was written; drafts that did not see it cannot be sent."""
    letter = held(letter_id)
    if text.strip():
        letter.text = f"{letter.text}\n\n补充：{text.strip()}"
        letter.version += 1
        letter.save(update_fields=["text", "version"])
        suggesting.remember(letter)
    record(SYSTEM, "letters.letter_supplement", letter, version=letter.version)
    return letter


@transaction.atomic
def withdraw(letter_id: int) -> Letter:
    """With its parts, and with what everybody read of it; others that went with it go on.

    Raises Refused once it was answered.
    """
    letter = held(letter_id)
    pass_on_lead(letter)
    if letter.exposure == rules.SHOWN:
        letter.exposure, letter.take_down_note = rules.TAKEN_DOWN, rules.TAKE_DOWN_GROUNDS["writer"]
        letter.save(update_fields=["exposure", "take_down_note"])
    letter.case = cases.withdraw(PUBLIC, letter.case_id, REASON)
    for part in letter.parts.filter(case__closed_at=None).select_related("case"):
        if states.allows(part.case.state, "withdraw"):
            cases.withdraw(PUBLIC, part.case_id, REASON)
    suggesting.forget(letter)
    crossing.tell_if_counted(SYSTEM, letter)
    record(SYSTEM, "letters.letter_withdraw", letter)
    return letter
