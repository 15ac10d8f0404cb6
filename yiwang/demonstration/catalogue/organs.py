"""Where, when and by whom are the items of an organ taken in, and how is it reached?"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from yiwang.demonstration import numbers
from yiwang.demonstration.ledger import UnitRow, units

CENTER = "云泽市澄湖区政务中心路8号"
HOURS = "周一至周五8:30至12:00、14:30至17:30，周六9:00至16:00（部分窗口），法定节假日除外"
ROUTE = "公交2路、15路、36路到“市政务服务中心”站，地下停车场两小时内免费"
COMPLAINTS = "0990-12345"
AREAS = "ABCDE"
PER_AREA = 9
FLOORS = {"A": 1, "B": 2, "C": 2, "D": 3, "E": 3}


@dataclass(frozen=True)
class Organ:
    """One that implements items; ``number``: its place among them, from 1."""

    row: UnitRow
    number: int

    @property
    def credit_code(self) -> str:
        """The unified social credit code, in which the implementation codes begin."""
        is_organ = self.row.kind != "institution"
        registrar = numbers.ORGAN if is_organ else numbers.INSTITUTION
        return numbers.credit_code(registrar, 100 + self.number)

    @property
    def area(self) -> str:
        return AREAS[(self.number - 1) // PER_AREA]

    @property
    def window(self) -> str:
        return f"{self.area}{(self.number - 1) % PER_AREA + 1:02d}"

    @property
    def phone(self) -> str:
        """As the portal's guides have it: the last digits are those of the organ's code."""
        kind, serial = self.row.code[6], int(self.row.code[7:])
        return f"0990-88290{serial:02d}" if kind == "D" else f"0990-8829{'S Z'.index(kind) + 1}{serial:02d}"

    @property
    def windows(self) -> list[dict[str, Any]]:
        floor = FLOORS[self.area]
        return [
            {
                "name": f"市政务服务中心{floor}楼{self.area}区{self.window}窗口",
                "address": CENTER,
                "hours": HOURS,
                "phone": f"0990-88213{self.number:02d}",
                "route": ROUTE,
            }
        ]


@cache
def organs(names: tuple[str, ...]) -> dict[str, Organ]:
    """By short name, numbered in the order of the ledger."""
    listed = [row for row in units() if row.short_name in names]
    return {row.short_name: Organ(row, number) for number, row in enumerate(listed, start=1)}
