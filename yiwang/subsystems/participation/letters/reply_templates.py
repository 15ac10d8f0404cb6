"""Which templates fit a letter, and what do their place-holders become for it?"""

from collections.abc import Mapping

from yiwang.kernel.cases import parties
from yiwang.kernel.deadlines.due import due_of, in_words
from yiwang.kernel.deadlines.moments import today
from yiwang.subsystems.participation.letters import placeholders, rules
from yiwang.subsystems.participation.letters.models import Letter, ReplyTemplate

MOST = 200
DAY = "%Y年%-m月%-d日"


def fitting(letter: Letter) -> list[ReplyTemplate]:
    """Those that the unit which answers may use, by type and subject of the letter."""
    found = ReplyTemplate.objects.for_unit(letter.case.unit).in_order()[:MOST]
    return [one for one in found if one.fits(letter.type, letter.subject)]


def values_of(letter: Letter) -> Mapping[str, str]:
    """By place-holder; empty where it is not known, so that it stays to be written."""
    clock = letter.case.clock
    last = due_of(clock).last_day if clock else None
    due_on = in_words(f"{last:{DAY}}", clock) if last else ""
    return {
        placeholders.SALUTATION: _salutation(letter),
        placeholders.NUMBER: letter.number,
        placeholders.TITLE: letter.title,
        placeholders.MAILBOX: letter.mailbox.name,
        placeholders.UNIT: letter.case.unit.name,
        placeholders.RECEIVED_ON: f"{letter.received_on:{DAY}}",
        placeholders.TODAY: f"{today():{DAY}}",
        placeholders.DUE_ON: due_on,
    }


def _salutation(letter: Letter) -> str:
    """By the surname, which is all of the name that the page shows too; nobody is asked for their sex."""
    name = "" if letter.is_anonymous else parties.facts_of(letter.case.party).masked.name
    surname = name.strip("*")
    return f"{surname}先生/女士" if surname and "*" in name else "来信人"


def filled(template: ReplyTemplate, letter: Letter) -> str:
    return placeholders.filled(template.text, values_of(letter))


def label_of(code: str) -> str:
    return rules.TYPES.get(code, code)
