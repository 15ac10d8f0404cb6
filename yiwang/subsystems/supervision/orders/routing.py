"""Which supervising unit handles a complaint, so that whoever is complained of never sees it?"""

from yiwang.kernel.organizations import oversight, paths
from yiwang.kernel.organizations.models import Oversight, Unit
from yiwang.kernel.organizations.visibility import in_subtree

INNER = frozenset({Unit.Kind.OFFICE, Unit.Kind.WINDOW})


def named_unit(text: str) -> Unit | None:
    """The unit that somebody outside calls so; None where none or several fit, and for one that is closed."""
    text = text.replace("\x00", "").strip()
    if len(text) < 2:
        return None
    open_units = Unit.objects.open()
    called, short = open_units.filter(name=text), open_units.filter(short_name=text)
    for found in (called, short, open_units.matching(text)):
        units = list(found[:2])
        if len(units) == 1:
            return units[0]
    return None


def supervising_unit(against: Unit | None) -> Unit | None:
    """The nearest that watches over the unit; then the city's own. None where none is out of its sight.

    While it is not made out who is complained of, whoever watches over the whole city.
    """
    root = Unit.objects.filter(parent=None).first()
    if root is None:
        return None
    watching = oversight.overseers(against or root)
    units = Unit.objects.open().in_bulk(watching)
    candidates = [*(units[pk] for pk in watching if pk in units), root]
    return next((each for each in candidates if not is_in_sight(against, each)), None)


def is_in_sight(against: Unit | None, unit: Unit) -> bool:
    """Whether people of the unit complained of could see the cases of this unit."""
    if against is None:
        return False
    if paths.lies_within(unit.path, against.path):
        return True
    if against.kind in INNER and against.parent_id == unit.pk:
        return True
    above = [*paths.above(unit.path), unit.path]
    watched = Oversight.objects.in_force().filter(over__path__in=above)
    return watched.filter(in_subtree("unit__path", against.path)).exists()
