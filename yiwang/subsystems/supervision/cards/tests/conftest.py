"""What do all tests of cards take for granted?"""

import pytest

from yiwang.subsystems.supervision.watching import registry


@pytest.fixture(autouse=True)
def _late_is_a_rule_of_supervision(monkeypatch):
    """Only what a rule of supervision finds becomes a card: findings of tests are found by one."""
    rules = registry.registered()
    monkeypatch.setitem(registry._registered, "tests.late", next(iter(rules.values())))
