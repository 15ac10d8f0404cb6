"""Which rules does the platform bring along?

Sources: 行政许可法 (2003, amended 2019); city measures on electronic supervision, art. 6 (standards/
approvals.md §8).
"""

from yiwang.subsystems.supervision.watching import registry
from yiwang.subsystems.supervision.watching.rulebook import acceptance, anomalies, limits, procedure

RULES = (*limits.RULES, *acceptance.RULES, *procedure.RULES, *anomalies.RULES)


def declare() -> None:
    for rule in RULES:
        registry.register(rule)
