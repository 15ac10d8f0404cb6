"""A supervising unit, the unit it watches over, orders between them, and complaints of the public."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.test import TestCase

from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.intake import codes
from yiwang.kernel.intake.actions.submissions import HandedIn, Receipt, submit
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.organizations.actions.oversight import let_oversee
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.subsystems.supervision.orders import rules
from yiwang.subsystems.supervision.orders.actions.issuing import Issue, issue
from yiwang.subsystems.supervision.orders.models import Complaint, Duty, Order
from yiwang.subsystems.supervision.watching.rules import LEADER, RESPONDER

CONTACT = Contact("赵小明", "13812345678", "zhao@example.com")
TEXT = "窗口说系统坏了，三次都不收材料。"


@dataclass(frozen=True)
class Bureau:
    """``unit`` watches over ``bureau``, whose ``responder`` answers."""

    unit: Unit
    leader: Post
    handler: Post
    bureau: Unit
    responder: Post


def make_bureau(**changes: Any) -> Bureau:
    unit = changes.pop("unit", None) or make_unit(name="市监察局")
    bureau = changes.pop("bureau", None) or make_unit(name="市住建局")
    let_oversee(SYSTEM, unit, bureau, "市政府关于电子监察的通知")
    return Bureau(
        unit,
        make_post(unit=unit, roles=[LEADER], title="处长"),
        make_post(unit=unit, roles=[rules.HANDLER]),
        bureau,
        make_post(unit=bureau, roles=[RESPONDER]),
    )


def watched(bureau: Bureau, **changes: Any) -> Unit:
    """Another unit that the same one watches over."""
    unit = make_unit(**changes)
    let_oversee(SYSTEM, bureau.unit, unit, "市政府关于电子监察的通知")
    return unit


def make_order(bureau: Bureau | None = None, **changes: Any) -> Order:
    bureau = bureau or make_bureau()
    facts: dict[str, Any] = {
        "token": uuid4().hex,
        "title": "老旧小区加装电梯",
        "source": rules.INSTRUCTION,
        "lead": bureau.bureau,
        "requirement": "查明原因，限期办结。",
        "instruction": "请住建局抓紧办理。",
        "working_days": 5,
        **changes,
    }
    if facts.get("due_on"):
        facts["working_days"] = None
    return issue(by(bureau.leader), Issue(**facts))


def duty_of(order: Order, unit: Unit | None = None) -> Duty:
    """The leading unit's, or the one of this unit, as it is now."""
    duties = Duty.objects.filter(order=order).select_related("clock", "unit")
    return duties.get(unit=unit) if unit else duties.get(is_lead=True)


def complain(contact: Contact = CONTACT, files: Any = (), **changes: Any) -> Receipt:
    """Handed in by the public and taken in inside."""
    data = {"matter": "", "case": "", "unit": "市住建局", "about": rules.NOT_TAKEN, "text": TEXT, **changes}
    with TestCase.captureOnCommitCallbacks(execute=True):
        return submit(PUBLIC, HandedIn(rules.COMPLAINT, codes.new_token(), data, contact, files))


def make_complaint(bureau: Bureau, contact: Contact = CONTACT, **changes: Any) -> Complaint:
    receipt = complain(contact, unit=changes.pop("unit", bureau.bureau.name), **changes)
    return Complaint.objects.select_related("case__unit", "against").get(
        matter__number=receipt.submission.number
    )
