"""How is the disclosure office of an organ kept, and what does the outer zone learn of it?"""

from dataclasses import asdict, dataclass

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import rules as states
from yiwang.kernel.cases.standing import is_ours, post_of
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.telling import tell
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.disclosure.requests import messages, rules
from yiwang.subsystems.disclosure.requests.models import Desk


@dataclass(frozen=True)
class DeskFacts:
    office: str
    address: str
    hours: str
    phone: str
    fax: str = ""
    is_open: bool = True
    notice: str = ""
    order: int = 100


@transaction.atomic
def open_desk(by: Actor, unit: Unit, facts: DeskFacts) -> Desk:
    """From now on the public can ask this unit."""
    _check(by, unit, facts)
    if Desk.objects.filter(unit=unit).exists():
        raise Refused(f"{unit.called}已经登记过受理机构。", field="unit")
    desk = Desk(unit=unit, code=unit.code.lower())
    _put(desk, facts)
    record(by, "disclosure.desk_open", desk, unit=unit.name, office=facts.office)
    tell(by, desk)
    return desk


@transaction.atomic
def change_desk(by: Actor, desk_id: int, facts: DeskFacts) -> Desk:
    desk = Desk.objects.select_for_update(of=("self",)).select_related("unit").get(pk=desk_id)
    _check(by, desk.unit, facts)
    _put(desk, facts)
    record(by, "disclosure.desk_change", desk, unit=desk.unit.name, is_open=facts.is_open)
    tell(by, desk)
    return desk


def _check(by: Actor, unit: Unit, facts: DeskFacts) -> None:
    post = post_of(by)
    require(post, rules.KEEP)
    if not is_ours(post, unit):
        raise Refused("只能登记本单位和下属单位的受理机构。", field="unit")
    if not unit.is_open:
        raise Refused(f"“{unit.name}”已撤销，不能受理申请。", field="unit")
    if not facts.is_open and len(facts.notice.strip()) < 4:
        raise Refused("暂停网上申请时请写明公告：可以通过什么途径申请。", field="notice")


def _put(desk: Desk, facts: DeskFacts) -> None:
    for name, value in asdict(facts).items():
        setattr(desk, name, value)
    desk.office = states.words(facts.office, "受理机构", field="office", longest=80)
    desk.save()


def said_of(desk: Desk) -> messages.DeskTold:
    facts = {name: getattr(desk, name) for name in DeskFacts.__dataclass_fields__}
    return messages.DeskTold(code=desk.code, sequence=desk.sequence, unit_name=desk.unit.name, **facts)
