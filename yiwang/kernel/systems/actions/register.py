"""How does a system enter the register, change, pause and leave it?"""

from dataclasses import asdict, dataclass

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.systems import rules
from yiwang.kernel.systems.actions.calls import drop_waiting
from yiwang.kernel.systems.models import System, Token


@dataclass(frozen=True)
class SystemFields:
    """What is written down about a system; its code and its unit never change."""

    name: str
    purpose: str
    interface: str
    contact_name: str
    contact_phone: str
    state: str


@transaction.atomic
def register(by: Actor, unit: Unit, code: str, fields: SystemFields) -> System:
    """Raises Refused where the code is taken or none, or the unit is closed."""
    if not unit.is_open:
        raise Refused(f"“{unit.name}”已撤销，请选择现有机构。", field="unit")
    system = System(unit=unit, code=rules.checked_code(code), registered_at=now())
    if System.objects.filter(code__iexact=system.code).exists():
        raise Refused(f"系统代码“{system.code}”已被使用，请换一个。", field="code")
    _write(system, fields)
    system.save()
    record(by, "systems.system_register", system, code=system.code, unit_code=unit.code, state=system.state)
    return system


@transaction.atomic
def amend(by: Actor, system: System, fields: SystemFields) -> System:
    """A system that is retired comes in no more: its tokens end and what it was to be told is dropped."""
    locked = _locked(system)
    before = _of(locked)
    was_retired = locked.state == System.State.RETIRED
    _write(locked, fields)
    if was_retired and locked.state != System.State.RETIRED:
        locked.is_active = True
    locked.save()
    if locked.state == System.State.RETIRED and not was_retired:
        Token.objects.filter(system=locked, revoked_at=None).update(revoked_at=now())
        drop_waiting(locked)
    before_and_after = {"before": _told(before), "after": _told(_of(locked))}
    record(by, "systems.system_amend", locked, **before_and_after)
    return locked


@transaction.atomic
def suspend(by: Actor, system: System, reason: str) -> System:
    """Its tokens count no more, nobody may address it, it is told nothing, until it is resumed."""
    given = rules.line(reason, "reason", "原因", 200)
    locked = _locked(system)
    if not locked.is_active:
        raise Refused("该系统已经停用，不需要再停用。")
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    record(by, "systems.system_suspend", locked, reason=given)
    return locked


@transaction.atomic
def resume(by: Actor, system: System) -> System:
    locked = _locked(system)
    if locked.state == System.State.RETIRED:
        raise Refused("该系统已下线，请先在登记信息中修改对接状态。")
    if locked.is_active:
        raise Refused("该系统正在使用，不需要恢复。")
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    record(by, "systems.system_resume", locked)
    return locked


def _locked(system: System) -> System:
    return System.objects.select_for_update(of=("self",)).select_related("unit").get(pk=system.pk)


def _write(system: System, fields: SystemFields) -> None:
    if fields.state not in System.State.values:
        raise Refused("请选择对接状态。", field="state")
    system.name = rules.line(fields.name, "name", "系统名称", 120)
    system.contact_name = rules.line(fields.contact_name, "contact_name", "联系人", 60)
    system.contact_phone = rules.line(fields.contact_phone, "contact_phone", "联系电话", 30)
    system.purpose = " ".join(fields.purpose.split())[:300]
    system.interface = " ".join(fields.interface.split())[:300]
    system.state = fields.state
    if system.state == System.State.RETIRED:
        system.is_active = False


def _of(system: System) -> SystemFields:
    return SystemFields(
        system.name,
        system.purpose,
        system.interface,
        system.contact_name,
        system.contact_phone,
        system.state,
    )


def _told(fields: SystemFields) -> dict[str, str]:
    """Without the phone number: the record needs none."""
    return {name: value for name, value in asdict(fields).items() if name != "contact_phone"}
