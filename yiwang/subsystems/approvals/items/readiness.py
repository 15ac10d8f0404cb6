"""Does what an item names really exist: its process with all seats, its units, a form that can be read?"""

from collections.abc import Iterator
from functools import lru_cache

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.processes import definitions, shipped
from yiwang.kernel.processes.diagram import Diagram
from yiwang.subsystems.approvals.items.checks import Fault
from yiwang.subsystems.approvals.items.elements import Elements
from yiwang.subsystems.approvals.sheets import reading


def faults(elements: Elements) -> list[Fault]:
    """What could not be handled if it came into force as it is; two queries."""
    return [*_sheet(elements), *_seats(elements), *_units(elements)]


def _sheet(elements: Elements) -> Iterator[Fault]:
    if elements.sheet:
        try:
            reading.read(elements.sheet)
        except Refused as refused:
            yield Fault("sheet", f"申请表不能使用：{refused.sentence}")


def _seats(elements: Elements) -> Iterator[Fault]:
    try:
        process(elements.process)
    except Refused as refused:
        yield Fault("process", refused.sentence)
        return
    given, wanted = {seat.key for seat in elements.seats}, seats(elements.process)
    for key, label in wanted.items():
        if key not in given:
            yield Fault("seats", f"“{label}”环节的岗位（{key}）没有指定由谁办理。")
    for number, seat in enumerate(elements.seats):
        if seat.key not in wanted:
            yield Fault("seats", f"所选流程没有“{seat.key}”这个岗位。", number)


def process(key: str) -> Diagram:
    """The process in force, or as it comes with the platform. Raises Refused where there is neither."""
    try:
        return _drawn(definitions.in_force(key).xml)
    except Refused:
        if key not in shipped.KEYS:
            raise
        return _drawn(shipped.document(key))


def seats(key: str) -> dict[str, str]:
    """What each seat of a process does; empty where the process is unknown."""
    try:
        steps = process(key).steps if key else ()
    except Refused:
        return {}
    return {step.seat: step.label for step in steps if step.seat}


@lru_cache(maxsize=64)
def _drawn(xml: str) -> Diagram:
    return definitions.read(xml).diagram


def _units(elements: Elements) -> Iterator[Fault]:
    named = {seat.unit for seat in elements.seats if seat.unit}
    open_ = set(Unit.objects.open().filter(code__in=named).values_list("code", flat=True)) if named else set()
    for number, seat in enumerate(elements.seats):
        if seat.unit and seat.unit not in open_:
            yield Fault("seats", f"办理单位“{seat.unit}”不存在或已撤销。", number)
