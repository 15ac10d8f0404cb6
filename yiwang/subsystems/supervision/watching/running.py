"""Which rules run, in which mode and with which numbers?"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from yiwang.subsystems.supervision.watching import registry, rules
from yiwang.subsystems.supervision.watching.models import RuleSetting
from yiwang.subsystems.supervision.watching.registry import Parameters, Rule


@dataclass(frozen=True)
class Running:
    """A rule as the city runs it; ``setting``: None where nobody changed what was declared."""

    rule: Rule
    mode: str
    parameters: Parameters
    setting: RuleSetting | None = None

    @property
    def is_trial(self) -> bool:
        return self.mode == rules.TRIAL

    @property
    def mode_label(self) -> str:
        return rules.MODES[self.mode]


def every() -> list[Running]:
    """All declared rules, also those that are off: one query."""
    settings = RuleSetting.objects.in_bulk()
    return [_running(rule, settings) for rule in registry.registered().values()]


def on_duty() -> list[Running]:
    return [each for each in every() if each.mode != rules.OFF]


def _running(rule: Rule, settings: Mapping[str, RuleSetting]) -> Running:
    setting = settings.get(rule.code)
    given = setting.parameters if setting else {}
    numbers = {
        code: Decimal(given[code]) if code in given else parameter.default
        for code, parameter in rule.parameters.items()
    }
    return Running(rule, setting.mode if setting else rule.mode, numbers, setting)
