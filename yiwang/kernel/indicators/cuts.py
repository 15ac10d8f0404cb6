"""Which unit answers for what its offices and windows do?"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from yiwang.kernel.indicators.rules import Measured
from yiwang.kernel.organizations import paths
from yiwang.kernel.organizations.models import Unit

INNER = frozenset({Unit.Kind.OFFICE, Unit.Kind.WINDOW})


class Cut:
    """Every unit by the one that answers for it: inner offices and windows by the unit above them.

    One query for the whole city.
    """

    def __init__(self) -> None:
        rows = Unit.objects.only("pk", "path", "kind", "name", "closed_on", "parent_id").order_by("path")
        self.units: dict[int, Unit] = {unit.pk: unit for unit in rows}
        by_path = {unit.path: unit for unit in self.units.values()}
        self._answers = {unit.pk: _answering(unit, by_path).pk for unit in self.units.values()}

    def of(self, unit_id: int) -> int:
        return self._answers.get(unit_id, unit_id)

    def members(self, unit_id: int) -> list[int]:
        """The unit with its offices and windows."""
        return [pk for pk, answering in self._answers.items() if answering == unit_id]

    def gathered(self, measured: Mapping[int, Measured]) -> dict[int, Measured]:
        """Parts and wholes added up by the unit that answers."""
        found: dict[int, list[Measured]] = {}
        for unit_id, each in measured.items():
            found.setdefault(self.of(unit_id), []).append(each)
        return {unit_id: added(each) for unit_id, each in found.items()}


def added(measured: Iterable[Measured]) -> Measured:
    listed = list(measured)
    wholes = [each.whole for each in listed if each.whole is not None]
    part = sum((each.part for each in listed), Decimal(0))
    return Measured(part, sum(wholes, Decimal(0)) if wholes else None)


def _answering(unit: Unit, by_path: Mapping[str, Unit]) -> Unit:
    if unit.kind not in INNER:
        return unit
    above = (by_path[path] for path in reversed(paths.above(unit.path)) if path in by_path)
    return next((each for each in above if each.kind not in INNER), unit)
