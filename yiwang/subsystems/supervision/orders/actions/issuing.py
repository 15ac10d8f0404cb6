"""How is an order given, to one unit that leads and others that join?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import rules as words
from yiwang.kernel.cases import standing
from yiwang.kernel.cases.actions import Opening, PartyFacts
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import Matter
from yiwang.kernel.organizations.models import Post, Unit
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.supervision.orders import mandates, reminding, rules, timing
from yiwang.subsystems.supervision.orders.models import Complaint, Duty, Order
from yiwang.subsystems.supervision.watching.rules import LEAD


@dataclass(frozen=True)
class Issue:
    """What is ordered. ``token``: of the form; the same form sent twice is one order.

    ``working_days`` or ``due_on``: until when each unit answers. ``matter``: what it is about; None: what the
    title says. ``complaint``: why it is given, which the units never learn.
    """

    token: str
    title: str
    source: str
    lead: Unit
    requirement: str
    joint: Sequence[Unit] = ()
    instruction: str = ""
    working_days: int | None = None
    due_on: date | None = None
    matter: Matter | None = None
    findings: Sequence[Finding] = ()
    complaint: Complaint | None = None


def issue(by: Actor, said: Issue) -> Order:
    """Number it, open its case, let the time of every unit run and tell each.

    Raises Refused for a unit out of the post's mandate, closed or named twice, and for a limit that is none.
    """
    try:
        return _earlier(said.token) or _issued(by, said)
    except IntegrityError:
        earlier = _earlier(said.token)
        if earlier is None:
            raise
        return earlier


def _earlier(token: str) -> Order | None:
    return Order.objects.filter(token=token).select_related("case").first()


@transaction.atomic
def _issued(by: Actor, said: Issue) -> Order:
    post = standing.post_of(by)
    require(post, LEAD)
    _check(post, said)
    requirement = words.words(said.requirement, "办理要求", field="requirement")
    instruction = words.remark(said.instruction, "批示或依据", field="instruction", longest=rules.TEXT_LENGTH)
    case = cases.open(
        by,
        Opening(
            kind=rules.ORDER,
            title=said.title,
            party=PartyFacts("organ", said.lead.name),
            channel="referral",
            unit=mandates.issuing_unit(post),
            is_accepted=True,
        ),
    )
    case.handler_id = by.person_id
    case.save(update_fields=["handler"])
    order = Order.objects.create(
        case=case,
        token=said.token,
        source=said.source,
        instruction=instruction,
        requirement=requirement,
        complaint=said.complaint,
        issued_by=by.person[:80],
        issued_post=by.post[:200],
        **_about(said.matter),
    )
    order.findings.set(said.findings)
    limits = rules.limits(case.number, said.working_days, said.due_on, today())
    for unit in (said.lead, *said.joint):
        duty = Duty.objects.create(order=order, unit=unit, is_lead=unit == said.lead)
        timing.start(duty, limits, by.person)
        duty.save(update_fields=["clock"])
        reminding.tell_unit(duty, "收到督办", case.title, f"supervision.issue:{duty.pk}")
    record(
        by,
        "supervision.order_issue",
        order,
        number=case.number,
        lead=said.lead.name,
        joint=[unit.name for unit in said.joint],
        limit=str(limits.legal),
    )
    return order


def _check(post: Post, said: Issue) -> None:
    if said.source not in rules.SOURCES:
        raise Refused("请选择督办来源。", field="source")
    units = (said.lead, *said.joint)
    closed = [unit.name for unit in units if not unit.is_open]
    joint = [unit.pk for unit in said.joint]
    rules.check_units(said.lead.pk, joint, mandates.issuing_unit(post).pk, closed)
    for unit in units:
        mandates.require_mandate(post, unit, "lead" if unit == said.lead else "joint")


def _about(matter: Matter | None) -> dict[str, str]:
    if matter is None:
        return {}
    return {
        "matter_kind": matter.kind,
        "matter_key": matter.key,
        "matter_title": matter.title[:300],
        "matter_address": matter.address[:200],
    }
