"""What does a unit say it did about a problem, and who judges that it was none?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.findings import actions as findings
from yiwang.kernel.findings import rules as finding_rules
from yiwang.subsystems.portal.inspection import rules
from yiwang.subsystems.portal.inspection.models import Problem


@transaction.atomic
def claim(by: Actor, problem_id: int, text: str) -> Problem:
    """The unit says that it is put right; the next inspection sees whether it is. Raises Refused."""
    problem = _live(problem_id)
    problem.said = rules.checked_text(text, "text", "整改情况")
    problem.state, problem.said_at, problem.said_by = rules.CLAIMED, now(), by.person[:80]
    problem.save(update_fields=["state", "said", "said_at", "said_by"])
    record(by, "portal.problem_claim", problem, said=problem.said)
    return problem


@transaction.atomic
def dismiss(by: Actor, problem_id: int, text: str) -> Problem:
    """An inspector judges that it is none: it does not count, also when seen again. Raises Refused."""
    problem = _live(problem_id)
    problem.reason = rules.checked_text(text, "text", "理由")
    problem.state, problem.ended_at = rules.DISMISSED, now()
    problem.save(update_fields=["state", "ended_at", "reason"])
    if problem.finding and problem.finding.state == finding_rules.OPEN:
        findings.dismiss(by, problem.finding.pk, problem.reason)
    record(by, "portal.problem_dismiss", problem, reason=problem.reason)
    return problem


def _live(problem_id: int) -> Problem:
    held = Problem.objects.select_for_update(of=("self",)).select_related("finding")
    problem = held.get(pk=problem_id)
    rules.check_live(problem.state)
    return problem
