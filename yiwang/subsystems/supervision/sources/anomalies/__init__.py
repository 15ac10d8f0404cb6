"""What about the records is suspicious? Rules that hear of each record, and one that looks for silence."""

from yiwang.subsystems.supervision.sources.anomalies import construction, prices, purchases, silence, trading
from yiwang.subsystems.supervision.watching import registry

RULES = (*prices.RULES, *purchases.RULES, *trading.RULES, *construction.RULES, *silence.RULES)


def declare() -> None:
    for rule in RULES:
        registry.register(rule)
