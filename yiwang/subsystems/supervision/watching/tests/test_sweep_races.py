"""Do two sweeps at the same moment find each fact once, and lose none?"""

import pytest

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.organizations.tests.racing import at_once, races
from yiwang.subsystems.supervision.watching import registry, sweep
from yiwang.subsystems.supervision.watching.models import Happening
from yiwang.subsystems.supervision.watching.tests.makers import breach, happen, make_rule

pytestmark = races


@pytest.mark.parametrize("size", [1, 5, 500])
def test_two_sweeps_at_once_find_each_fact_once(monkeypatch, size):
    monkeypatch.setattr(registry, "_registered", {})
    monkeypatch.setattr(sweep, "BATCH", size)
    unit = make_unit()
    registry.register(make_rule(unit))
    looking = make_rule(
        unit, "tests.look", hears=frozenset(), judge=None, look=lambda at, _: [breach(unit, "1")]
    )
    registry.register(looking)
    happen(*range(20), *range(20))
    at_once(lambda: sweep.sweep(now()), lambda: sweep.sweep(now()))
    sweep.sweep(shifted(now(), seconds=61))
    assert Finding.objects.filter(rule="tests.every").count() == 20
    assert Finding.objects.filter(rule="tests.look").count() == 1
    assert not Happening.objects.exists()
