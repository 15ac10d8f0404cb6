"""Who hears of a letter? Never a word of who wrote, nor of what."""

from collections.abc import Iterable

from yiwang.kernel.cases.reminding import people_to_act
from yiwang.kernel.cases.standing import handlers_in, holders_of
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters.models import Letter

MOST = 20


def address_of(letter_id: int) -> str:
    return f"/office/letters/{letter_id}/"


def tell_desk(letter: Letter, what: str, key: str, body: str = "") -> None:
    """Whoever runs the mailbox."""
    _tell(holders_of(rules.MANAGER, letter.desk_id)[:MOST], letter, what, key, body)


def tell_holders(letter: Letter, what: str, key: str, body: str = "") -> None:
    """Whoever handles it now."""
    _tell(people_to_act(letter.case), letter, what, key, body)


def tell_unit(letter: Letter, unit: Unit, what: str, key: str, body: str = "") -> None:
    _tell(handlers_in(unit.pk)[:MOST], letter, what, key, body)


def tell_reviewers(letter: Letter, what: str, key: str) -> None:
    _tell(holders_of(rules.REVIEWER, letter.case.unit_id)[:MOST], letter, what, key)


def tell_person(letter: Letter, person_id: int | None, what: str, key: str, body: str = "") -> None:
    person = Person.objects.active().filter(pk=person_id).first() if person_id else None
    _tell([person] if person else [], letter, what, key, body)


def _tell(people: Iterable[Person], letter: Letter, what: str, key: str, body: str = "") -> None:
    label = rules.TYPES.get(letter.type, "来信")
    for person in sorted(people, key=lambda each: each.pk):
        tell(
            person,
            subject=f"{what}：{letter.number}",
            body="\n".join(filter(None, [f"{letter.mailbox.name}·{label}", body])),
            link=address_of(letter.pk),
            key=key,
        )
