"""What is kept of something that was not let in: evidence, and never so much that it does harm itself."""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, masked, plain
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.nodes.letters import RejectedError
from yiwang.kernel.nodes.models import IncomingMark, Node, Rejection
from yiwang.kernel.nodes.rules import MOST_EVIDENCE, reason

# So many a minute from one node (or from strangers together); a flood leaves no more traces than that.
MOST_A_MINUTE = 20
MOST_AGAIN = 200


@transaction.atomic
def reject(refusal: RejectedError) -> bool:
    """Record what was not let in; whether it was recorded. What came broken is asked for again."""
    if refusal.is_broken and refusal.node and refusal.number:
        ask_again(refusal.node, refusal.number, refusal.why)
    moment = now()
    recent = Rejection.objects.filter(
        node=refusal.node, rejected_at__gt=shifted(moment, minutes=-1), rejected_at__lte=moment
    )
    if recent[:MOST_A_MINUTE].count() == MOST_A_MINUTE:
        return False
    kept = Rejection.objects.create(
        node=refusal.node,
        claimed=plain(refusal.claimed)[:60],
        number=refusal.number,
        reason=reason(plain(refusal.why)),
        evidence=plain(refusal.evidence)[:MOST_EVIDENCE],
        rejected_at=moment,
    )
    record(
        SYSTEM,
        "nodes.arrival_reject",
        kept,
        claimed=masked(kept.claimed),
        number=kept.number,
        reason=kept.reason,
    )
    return True


@transaction.atomic
def ask_again(node: Node, number: int, why: str, have: dict[str, int] | None = None) -> None:
    """The next note asks for a number once more, and says why and which bytes of its files are here."""
    mark = IncomingMark.objects.select_for_update().get(node=node)
    if number <= mark.through or len(mark.again) >= MOST_AGAIN:
        return
    mark.again[str(number)] = {"reason": reason(why), "have": have or {}}
    mark.owes_answer = True
    mark.save(update_fields=["again", "owes_answer"])
