"""Who takes the steps of a case of this item, and how long may it take?"""

from yiwang.kernel.deadlines.rules import Limit, Limits, Unit
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit as Organ
from yiwang.kernel.processes.rules import Seat
from yiwang.subsystems.approvals.items.elements import Elements

ON_THE_SPOT = Limit(0, Unit.WORKING_DAYS)


def seats_of(elements: Elements) -> dict[str, list[Seat]]:
    """By key, as processes start with them; one query.

    Raises Refused where a unit is unknown or was closed: then the item needs a new edition.
    """
    wanted = {seat.unit or elements.unit for seat in elements.seats}
    units = dict(Organ.objects.open().filter(code__in=wanted).values_list("code", "pk"))
    seats: dict[str, list[Seat]] = {}
    for seat in elements.seats:
        code = seat.unit or elements.unit
        if code not in units:
            raise Refused(f"“{elements.name}”的办理单位“{code}”不存在或已撤销，请修订实施清单后再受理。")
        limit = seat.limit.limit if seat.limit else None
        seats.setdefault(seat.key, []).append(Seat(units[code], seat.role, None, limit))
    return seats


def limits_of(elements: Elements) -> Limits:
    """The legal limit and the promise, counted from acceptance (行政许可法 art. 42).

    What is done on the spot is due the same day; without a legal limit the promise is the limit.
    """
    promised = elements.promised_limit.limit if elements.promised_limit else ON_THE_SPOT
    legal = elements.legal_limit.limit if elements.legal_limit else promised
    basis = "、".join(f"{basis.law}{basis.article}" for basis in elements.basis)
    return Limits(basis=basis[:300], legal=legal, promised=promised)
