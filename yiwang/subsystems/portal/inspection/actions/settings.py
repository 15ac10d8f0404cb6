"""How does the city set what no confirmed source fixes?"""

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.inspection import rules
from yiwang.subsystems.portal.inspection.indicators import catalogue
from yiwang.subsystems.portal.inspection.models import Setting
from yiwang.subsystems.portal.inspection.rules import Marks


@transaction.atomic
def set_marks(by: Actor, code: str, marks: Marks, reason: str) -> Setting:
    """Points, veto and days of one indicator from the next inspection on.

    Raises Refused for one whose numbers stand in a confirmed national source, and for numbers out of range.
    """
    indicator = catalogue()[code]
    if indicator.is_settled:
        raise Refused("这项指标的数值由国家文件规定，不能调整。")
    if not 0 <= marks.each <= marks.most <= rules.FULL:
        raise Refused("每个扣分不能超过最多扣分，最多扣分不能超过100分，请修改。", field="most")
    if not 1 <= marks.days <= 365 or not 0 <= marks.veto_at <= 10_000:
        raise Refused("整改期限为1至365天，请修改。", field="days")
    row, _ = Setting.objects.update_or_create(
        code=code,
        defaults={
            "each": round(marks.each, 1),
            "most": round(marks.most, 1),
            "veto_at": marks.veto_at,
            "days": marks.days,
            "reason": rules.checked_text(reason, "reason", "调整理由"),
            "changed_at": now(),
            "changed_by": by.person[:80],
        },
    )
    record(by, "portal.indicator_set", row, code=code, each=marks.each, most=marks.most, days=marks.days)
    return row
