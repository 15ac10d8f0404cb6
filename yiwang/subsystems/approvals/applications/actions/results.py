"""Outer side: how does a published result come and go?"""

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import check_from
from yiwang.subsystems.approvals.applications.models import PublishedResult


def take_result(taken: Taken) -> None:
    """Enter it, or replace what an older version said; versions may overtake one another."""
    check_from(taken, "inner")
    said = taken.body
    known = PublishedResult.objects.select_for_update().filter(uid=said.uid).first()
    if known and known.version >= said.version:
        return
    result = known or PublishedResult(uid=said.uid, published_at=now())
    result.version, result.state, result.reason = said.version, said.state, said.reason
    result.item, result.item_code, result.unit = said.item, said.item_code, said.unit
    result.holder = said.fields.get("XK_XDR_MC", "")
    result.number = said.fields.get("XK_WSH", "")
    result.decided_on, result.record = said.decided_on, said.fields
    result.save()
    record(SYSTEM, "approvals.result_take", result, state=said.state, version=said.version)
