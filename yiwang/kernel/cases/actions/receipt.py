"""On which day does a case count as received, where law leaves that to a confirmation?"""

from datetime import datetime

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import kinds, rules, timing
from yiwang.kernel.cases.actions import holding
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.errors import Refused
from yiwang.kernel.prepared import update


@transaction.atomic
def confirm_receipt(by: Actor, case_id: int, at: datetime | None = None) -> Case:
    """Confirmed with the party ``at`` (now): from then on its times are counted, and the party is told so.

    Raises Refused after it was asked about or accepted, and for a moment before it came or in the future.
    """
    at = at or now()
    case, _ = holding.held_by_official(by, case_id)
    holding.advance(case, "confirm")
    if not case.received_at <= at <= now():
        raise Refused("确认收到的时间应在提交之后、现在之前。", field="at")
    case.received_at = at
    timing.lay_down_acceptance(case, case.in_hand_since, kinds.of(case).acceptance)
    update(case, ["received_at", *timing.ACCEPTANCE])
    text = f"您的申请以{day_of(at):%Y年%m月%d日}为收到之日。"
    enter(by, case, Line("confirm"), Told("note", rules.VERBS["confirm"].label, text))
    record(by, "cases.case_confirm", case, received_at=at)
    return case
