"""How is it set what an offer counts?"""

from decimal import Decimal

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.actions.hands import require_right
from yiwang.subsystems.portal.models import Column
from yiwang.subsystems.portal.supply import rules
from yiwang.subsystems.portal.supply.models import Weight
from yiwang.subsystems.portal.supply.rules import ADOPT


@transaction.atomic
def set_weight(by: Actor, deed: str, column_id: int | None, points: Decimal) -> Weight:
    """From now on; what was offered before keeps its points. Only the city sets weights."""
    post = require_right(by, ADOPT)
    if post.unit.parent_id is not None:
        raise Refused("计分办法由市级统一设定。")
    if deed == Weight.Deed.OFFERED and column_id is not None:
        raise Refused("报送的分值不分栏目。", field="column")
    column = Column.objects.get(pk=column_id) if column_id is not None else None
    row, _ = Weight.objects.update_or_create(
        deed=deed, column=column, defaults={"points": rules.checked_points(points)}
    )
    record(
        by, "portal.supply_weigh", row, deed=deed, column=column.title if column else "", points=row.points
    )
    return row


@transaction.atomic
def drop_weight(by: Actor, weight_id: int) -> None:
    """The column counts like all others again."""
    post = require_right(by, ADOPT)
    row = Weight.objects.select_for_update(of=("self",)).select_related("column").get(pk=weight_id)
    if post.unit.parent_id is not None or row.column is None:
        raise Refused("只有市级可以取消某个栏目的单独分值。")
    record(by, "portal.supply_weigh", row, deed=row.deed, column=row.column.title, points=None)
    row.delete()
