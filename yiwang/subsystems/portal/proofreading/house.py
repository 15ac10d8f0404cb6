"""Which words, people and offices does the city know, beside what ships?"""

from hashlib import sha256

from yiwang.kernel.organizations.models import Unit
from yiwang.subsystems.portal.proofreading.models import Leader, Word
from yiwang.subsystems.portal.wording import listed, names
from yiwang.subsystems.portal.wording.check import House


def in_force() -> House:
    """Three queries; the names of offices are those of the register of units."""
    words = list(Word.objects.order_by("wrong").values_list("wrong", "right", "grade", "reason"))
    entries = tuple(
        listed.Entry(wrong, right, grade, (), reason or "本市词表")
        for wrong, right, grade, reason in words
        if right
    )
    allowed = frozenset(wrong for wrong, right, _, _ in words if not right)
    leaders = tuple(
        names.Leader(name, tuple(titles.split()), rank)
        for name, titles, rank in Leader.objects.values_list("name", "titles", "rank")
    )
    offices = tuple(Unit.objects.open().order_by("pk").values_list("name", flat=True))
    return House(entries, allowed, names.Known(leaders, offices))


def edition(house: House) -> str:
    """Another one as soon as anything in the lists changes: what was looked at must be looked at again."""
    said = (
        [(one.wrong, one.right, one.grade, one.unless) for one in (*listed.shipped(), *house.entries)],
        sorted(house.allowed),
        house.known,
    )
    return sha256(repr(said).encode()).hexdigest()
