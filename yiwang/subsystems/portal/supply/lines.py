"""Which unit decides about a column, who hears of what was offered, and what does it count?"""

from decimal import Decimal

from django.db.models import Q

from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.actions import tell
from yiwang.kernel.organizations.models import Person, Unit
from yiwang.subsystems.portal.lines import nearest
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.supply import rules
from yiwang.subsystems.portal.supply.models import Proposal, Weight
from yiwang.subsystems.portal.supply.rules import ADOPT


def unit_of(column: Column) -> Unit:
    """The unit that answers for the column, else for the nearest column above it, else for its site."""
    at: Column | None = column
    while at is not None:
        if at.unit is not None:
            return at.unit
        at = at.parent
    unit = column.site.unit or Unit.objects.filter(parent=None).first()
    if unit is None:
        raise Refused("请先登记市级机构。")
    return unit


def deciding_units() -> dict[int, Unit]:
    """The same for every column by its id, in two queries."""
    columns = {one.pk: one for one in Column.objects.select_related("unit", "site__unit")}
    root = Unit.objects.filter(parent=None).first()
    found = {}
    for column in columns.values():
        at: Column | None = column
        while at is not None and at.unit is None:
            at = columns.get(at.parent_id or 0)
        unit = at.unit if at is not None else column.site.unit or root
        if unit is not None:
            found[column.pk] = unit
    return found


def points_of(deed: str, column: Column) -> Decimal:
    """The weight of the column, else the one for all columns, else what holds until the city sets one."""
    rows = Weight.objects.filter(Q(column=column) | Q(column=None), deed=deed)
    by_column: dict[int | None, Decimal] = {row.column_id: row.points for row in rows}
    return by_column.get(column.pk, by_column.get(None, rules.FIRST_POINTS[deed]))


def tell_editors(proposal: Proposal, subject: str, body: str, key: str = "") -> None:
    """Those nearest upwards who may adopt for the unit that decides."""
    for person in nearest(ADOPT, proposal.unit, set()):
        tell(
            person,
            subject=f"{subject}：{proposal.title}"[:100],
            body=body,
            link=address_of(proposal),
            key=key and f"{key}:{proposal.pk}",
        )


def tell_supplier(proposal: Proposal, subject: str, body: str) -> None:
    """Whoever offered it; nobody did where a subscription fetched it."""
    person: Person | None = proposal.offered_by
    if person is not None:
        tell(person, subject=f"{subject}：{proposal.title}"[:100], body=body, link=address_of(proposal))


def address_of(proposal: Proposal) -> str:
    return f"/office/supply/{proposal.pk}/"
