"""How is an application entered from inside: at the counter, or by a unit's own program?"""

from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.actions import entering
from yiwang.kernel.intake.actions.entering import Receipt
from yiwang.kernel.intake.contacts import Contact
from yiwang.kernel.systems.models import System
from yiwang.subsystems.approvals.applications import rules
from yiwang.subsystems.approvals.applications.actions.registering import Submitted, register
from yiwang.subsystems.approvals.applications.applying import Ready
from yiwang.subsystems.approvals.applications.messages import NOBODY, Party
from yiwang.subsystems.approvals.applications.models import Application


@dataclass(frozen=True)
class Entered:
    """``receipt``: number and code for the applicant, who goes on with them on the web."""

    receipt: Receipt
    application: Application


@transaction.atomic
def enter(
    by: Actor, ready: Ready, *, contact: Contact | None = None, system: System | None = None
) -> Entered:
    """Number it, send the outer zone what its owner needs there, open the case: one transaction.

    ``ready``: from ``applying.checked``. Raises Refused where the same application is under way already, and
    as ``registering.register`` and intake do.
    """
    reached = contact or contact_of(ready.body.party)
    receipt = entering.enter(by, rules.KIND, ready.data, reached, ready.files)
    at = receipt.matter.submitted_at or receipt.matter.received_at
    registered = register(by, Submitted(ready.body, ready.files, at, receipt.matter, system))
    if not registered.is_new:
        number = registered.application.case.number
        raise Refused(f"同样内容的申请已经收到（办件编号{number}），正在办理，不需要重复提交。")
    return Entered(receipt, registered.application)


def contact_of(party: Party) -> Contact:
    """Whom to call: the agent, otherwise the party."""
    agent = party.agent or NOBODY
    return Contact(agent.name or party.name, agent.phone or party.phone, "")
