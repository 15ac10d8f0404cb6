"""Which unit gets a letter first, and which units may never get it because it is about them?

[X22] art. 30: what somebody informs of is not passed to whoever is accused (letters.md case 16).
"""

from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Oversight, Unit
from yiwang.kernel.organizations.visibility import in_subtree
from yiwang.subsystems.participation.letters import rules
from yiwang.subsystems.participation.letters.models import Letter, Mailbox

INNER = frozenset({Unit.Kind.OFFICE, Unit.Kind.WINDOW})


def named_unit(text: str) -> Unit | None:
    """The unit that a writer calls so; None where none or several fit."""
    text = text.replace("\x00", "").strip()
    if len(text) < 2:
        return None
    open_units = Unit.objects.open()
    for found in (
        open_units.filter(name=text),
        open_units.filter(short_name=text),
        open_units.matching(text),
    ):
        units = list(found[:2])
        if len(units) == 1:
            return units[0]
    return None


def receiving_unit(mailbox: Mailbox, type_code: str, against: Unit | None) -> Unit:
    """The unit that runs the mailbox; of what is informed of the watchdog, out of the accused's sight."""
    if type_code not in rules.INFORMING:
        return mailbox.unit
    root = Unit.objects.filter(parent=None).first()
    first = [mailbox.watchdog] if mailbox.watchdog and against else []
    wanted = [*first, mailbox.unit, mailbox.watchdog, root]
    return next((one for one in wanted if one is not None and not is_in_sight(against, one)), mailbox.unit)


def is_accused(letter: Letter, unit: Unit) -> bool:
    """Whether the unit may not handle the letter: it is about it, or it could be seen there."""
    return letter.is_informing and is_in_sight(letter.against, unit)


def is_in_sight(against: Unit | None, unit: Unit) -> bool:
    """Whether people of the unit accused could see the cases of this unit."""
    if against is None:
        return False
    if paths.lies_within(unit.path, against.path):
        return True
    if against.kind in INNER and against.parent_id == unit.pk:
        return True
    above = [*paths.above(unit.path), unit.path]
    watched = Oversight.objects.in_force().filter(over__path__in=above)
    return watched.filter(in_subtree("unit__path", against.path)).exists()
