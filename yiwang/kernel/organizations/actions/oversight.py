"""Who lets a unit watch over others, and who ends it?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Oversight, Unit


@transaction.atomic
def let_oversee(by: Actor, unit: Unit, over: Unit, ground: str) -> Oversight:
    """Raises Refused without ground, twice, and for a unit that would watch over itself."""
    if len(ground.strip()) < 2:
        raise Refused("请写明监督范围的依据。", field="ground")
    if unit.pk == over.pk:
        raise Refused("监督单位不能监督自己。", field="over")
    if Oversight.objects.in_force().filter(unit=unit, over=over).exists():
        raise Refused(f"{unit.called}已经监督{over.called}。", field="over")
    oversight = Oversight.objects.create(unit=unit, over=over, ground=ground.strip()[:200], began_at=now())
    record(by, "organizations.oversight_begin", oversight, ground=oversight.ground)
    return oversight


@transaction.atomic
def end_oversight(by: Actor, oversight_id: int) -> Oversight:
    """Ended already stays as it is."""
    held = Oversight.objects.select_for_update(of=("self",)).select_related("unit", "over")
    oversight = held.get(pk=oversight_id)
    if oversight.ended_at is None:
        oversight.ended_at = now()
        oversight.save(update_fields=["ended_at"])
        record(by, "organizations.oversight_end", oversight)
    return oversight
