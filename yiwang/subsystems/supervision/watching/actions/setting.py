"""How does the city set a rule, and from when on lights shine?"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines import calendar_change
from yiwang.kernel.deadlines.models import CalendarChange
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.deadlines.rules import Threshold
from yiwang.kernel.errors import Refused
from yiwang.subsystems.supervision.watching import registry, rules
from yiwang.subsystems.supervision.watching.models import RuleSetting


@dataclass(frozen=True)
class Setting:
    """How a rule shall run. Parameters that are not given keep what was declared."""

    mode: str
    parameters: Mapping[str, Decimal]


@transaction.atomic
def set_rule(by: Actor, code: str, setting: Setting, reason: str) -> RuleSetting:
    """From the next sweep on. Raises Refused without reason, for numbers that make no sense, and where
    nothing changes.
    """
    rule = registry.registered().get(code)
    if rule is None:
        raise Refused("没有这条监察规则。")
    reason = rules.ground(reason, "调整理由")
    rules.check_mode(setting.mode)
    for key, number in setting.parameters.items():
        if key not in rule.parameters:
            raise Refused("这条规则没有这项参数。")
        rules.check_number(number, rule.parameters[key].label, field=f"parameter_{key}")
    held = RuleSetting.objects.select_for_update().filter(rule=code).first()
    before = {"mode": held.mode, **held.parameters} if held else {"mode": rule.mode}
    stored = {key: str(number) for key, number in setting.parameters.items()}
    if before == {"mode": setting.mode, **stored}:
        raise Refused("与现行设置相同，没有保存。")
    facts: dict[str, Any] = {"mode": setting.mode, "parameters": stored, "reason": reason}
    facts |= {"changed_at": now(), "changed_by": by.person[:80]}
    row, _ = RuleSetting.objects.update_or_create(rule=code, defaults=facts)
    after = {"mode": setting.mode, **stored}
    record(by, "supervision.rule_set", row, rule=rule.label, before=before, after=after, reason=reason)
    return row


@transaction.atomic
def set_threshold(
    by: Actor, kind: str, item: str, threshold: Threshold | None, reason: str
) -> CalendarChange:
    """Recomputes the open clocks of the kind or item. Raises Refused as ``calendar_change``."""
    reason = rules.ground(reason, "调整理由")
    change = calendar_change.enter_threshold(kind, item.strip(), threshold, by.person)
    said = str(threshold) if threshold else "取消单独设置"
    record(
        by, "supervision.threshold_set", change, kind=kind, item=item, threshold=said, reason=reason,
        looked_at=change.looked_at,
    )  # fmt: skip
    return change
