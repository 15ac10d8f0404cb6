"""Who ends a finding, and who looked at one that is not of the own unit?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings import actions as findings
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.rules import CLOSED, DISMISSED
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.organizations.rights import require
from yiwang.subsystems.supervision.watching import rules

ENDING = {CLOSED: findings.close, DISMISSED: findings.dismiss}


@transaction.atomic
def end_finding(by: Actor, post: Post, finding_id: int, state: str, reason: str) -> Finding:
    """Raises Refused for who does not lead, for one that is not seen or ended before, and without reason."""
    require(post, rules.LEAD)
    if state not in ENDING:
        raise Refused("请选择销号或者认定不成立。", field="state")
    if not Finding.objects.visible_to(post).filter(pk=finding_id).exists():
        raise Refused("这个问题不在您的监督范围内。")
    return ENDING[state](by, finding_id, reason)


@transaction.atomic
def read_finding(by: Actor, finding: Finding) -> None:
    record(by, "supervision.finding_read", finding, rule=finding.label)
