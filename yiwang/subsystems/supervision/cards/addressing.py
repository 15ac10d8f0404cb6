"""Who issues a card to a unit, who answers for the unit, and to which unit does the paper go?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.exchange.parties import INNER_KINDS
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Oversight, Person, Post, Unit
from yiwang.subsystems.supervision.watching.rules import LEADER, RESPONDER

MOST_STEPS = 20


@dataclass(frozen=True)
class Address:
    """``mail``: whose inbox the paper reaches; ``responders``: posts that answer, perhaps none."""

    issuer: Unit
    mail: Unit
    responders: tuple[Post, ...] = field(default=())

    @property
    def addressee(self) -> str:
        """``办公室主任 李建国、科员 王芳``; empty where the unit has no responder."""
        return "、".join(f"{post.label} {post.person.name}" for post in self.responders)[:200]


class Directory:
    """The addresses of these units; a fixed number of queries for any number of units that are still open."""

    def __init__(self, unit_ids: Collection[int]) -> None:
        asked = Unit.objects.filter(pk__in=set(unit_ids)).values_list("path", flat=True)
        needed = {path for each in asked for path in (each, *paths.above(each))} | {paths.ROOT}
        units = Unit.objects.filter(path__in=needed).select_related("parent", "merged_into")
        self._by_path = {unit.path: unit for unit in units}
        self._units = {unit.pk: unit for unit in self._by_path.values() if unit.pk in set(unit_ids)}
        self._watches = list(Oversight.objects.in_force().select_related("unit", "over"))
        stand = {pk: standing(unit) for pk, unit in self._units.items()}
        self._answering = {pk: (unit, self._mail(unit)) for pk, unit in stand.items()}
        self._responders = _responders({unit.pk for pair in self._answering.values() for unit in pair})

    def unit(self, unit_id: int) -> Unit:
        return self._units[unit_id]

    def of(self, unit_id: int) -> Address:
        """An inner office's responders are those of the unit above where it has none of its own."""
        unit, mail = self._answering[unit_id]
        found = self._responders.get(unit.pk) or self._responders.get(mail.pk, ())
        return Address(standing(self._issuer(self._units[unit_id])), mail, found)

    def _issuer(self, unit: Unit) -> Unit:
        """The nearest that watches over it; the city where nobody does."""
        around = {unit.path, *paths.above(unit.path)}
        over = [each for each in self._watches if each.over.path in around and each.unit_id != unit.pk]
        nearest = min(over, key=lambda each: (-each.over.depth, each.unit_id), default=None)
        return nearest.unit if nearest else self._by_path[paths.ROOT]

    def _mail(self, unit: Unit) -> Unit:
        """Inner offices and windows have no mail of their own."""
        while unit.kind in INNER_KINDS and unit.parent is not None:
            unit = self._by_path.get(unit.parent.path, unit.parent)
        return unit


def of(unit_id: int) -> Address:
    return Directory([unit_id]).of(unit_id)


def standing(unit: Unit) -> Unit:
    """The unit itself, or the one that took over what it left: where it was merged into, or the one above."""
    for _ in range(MOST_STEPS):
        following = None if unit.is_open else unit.merged_into or unit.parent
        if following is None:
            return unit
        unit = following
    return unit


def successors(unit: Unit) -> list[Unit]:
    """The unit, and each that it was merged into."""
    found = [unit]
    while unit.merged_into is not None and len(found) < MOST_STEPS:
        unit = unit.merged_into
        found.append(unit)
    return found


def leaders(unit: Unit) -> list[Person]:
    """Who decides for the unit that issued it."""
    return _people(standing(unit), LEADER)


def responders(unit: Unit) -> list[Person]:
    return list({post.person_id: post.person for post in of(unit.pk).responders}.values())


def _people(unit: Unit, role: str) -> list[Person]:
    posts = Post.objects.in_office(today()).carrying(role).filter(unit=unit).select_related("person")
    return list({post.person_id: post.person for post in posts}.values())


def _responders(unit_ids: Collection[int]) -> Mapping[int, tuple[Post, ...]]:
    posts = Post.objects.in_office(today()).carrying(RESPONDER).filter(unit__in=unit_ids)
    found: dict[int, tuple[Post, ...]] = {}
    for post in posts.in_full().order_by("pk"):
        found[post.unit_id] = (*found.get(post.unit_id, ()), post)
    return found
