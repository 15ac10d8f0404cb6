"""Is every happening judged once by every rule, whatever fails meanwhile?"""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings import followers
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.subsystems.supervision.watching import registry, rules, sweep
from yiwang.subsystems.supervision.watching.models import Happening, RuleFault, RuleSetting
from yiwang.subsystems.supervision.watching.registry import Parameter
from yiwang.subsystems.supervision.watching.tests.makers import breach, happen, make_rule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_other_rules(monkeypatch):
    monkeypatch.setattr(registry, "_registered", {})


@pytest.fixture
def unit():
    return make_unit()


def facts():
    return sorted(Finding.objects.values_list("fact", flat=True))


def test_a_happening_is_judged_once_and_goes(unit):
    registry.register(make_rule(unit))
    happen(1, 2, 3)
    assert sweep.sweep(now()).found == 3
    assert facts() == ["tests.every:1", "tests.every:2", "tests.every:3"]
    assert not Happening.objects.exists()
    assert sweep.sweep(now()).judged == 0


def test_what_happens_twice_is_one_finding(unit):
    registry.register(make_rule(unit))
    happen(1, 1)
    assert sweep.sweep(now()).found == 1
    happen(1)
    assert sweep.sweep(now()).found == 0


def test_more_than_one_batch_is_judged_in_one_sweep(unit, monkeypatch):
    monkeypatch.setattr(sweep, "BATCH", 2)
    registry.register(make_rule(unit))
    happen(*range(7))
    assert sweep.sweep(now()).judged == 7


@pytest.mark.parametrize("poison", [{5}, {0}, {0, 9}, set(range(10))])
def test_a_rule_that_raises_keeps_only_what_it_cannot_judge(unit, poison):
    registry.register(make_rule(unit, "tests.bad", poison))
    registry.register(make_rule(unit, "tests.good"))
    happen(*range(10))
    moment = now()
    swept = sweep.sweep(moment)
    assert set(swept.faults) == {"tests.bad"}
    assert set(Happening.objects.values_list("key", flat=True)) == poison
    assert all(left == ["tests.bad"] for left in Happening.objects.values_list("left", flat=True))
    assert Finding.objects.filter(rule="tests.good").count() == 10
    assert Finding.objects.filter(rule="tests.bad").count() == 10 - len(poison)
    assert RuleFault.objects.get().error == "ArithmeticError: poison"


def test_what_was_left_is_tried_again_later_and_the_fault_forgotten(unit, monkeypatch):
    registry.register(make_rule(unit, poison={1}))
    happen(1)
    moment = now()
    sweep.sweep(moment)
    registry._registered.clear()
    registry.register(make_rule(unit))
    assert sweep.sweep(shifted(moment, seconds=30)).judged == 0
    assert RuleFault.objects.get().times == 1
    assert sweep.sweep(shifted(moment, seconds=61)).found == 1
    assert not RuleFault.objects.exists()


def test_it_rests_longer_each_time_but_never_over_an_hour(unit):
    registry.register(make_rule(unit, poison={1}))
    happen(1)
    moment, rests = now(), []
    for _ in range(9):
        sweep.sweep(moment)
        rests.append((Happening.objects.get().again_at - moment).total_seconds())
        moment = shifted(moment, seconds=rests[-1] + 1)
    assert rests == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    assert RuleFault.objects.get().times == 9


def test_a_clock_that_ran_ahead_and_was_put_right_holds_nothing_up(unit):
    registry.register(make_rule(unit, poison={1}))
    happen(1)
    sweep.sweep(shifted(now(), days=40))
    registry._registered.clear()
    registry.register(make_rule(unit))
    assert sweep.sweep(now()).found == 1


def test_the_job_names_the_rule_that_failed_after_doing_the_rest(unit):
    registry.register(make_rule(unit, "tests.bad", {1}))
    happen(1, 2)
    with pytest.raises(Refused, match=r"tests\.bad"):
        sweep.sweep_now()
    assert facts() == ["tests.bad:2"]


@pytest.mark.parametrize(("mode", "found"), [(rules.OFF, []), (rules.TRIAL, [True]), (rules.ON, [False])])
def test_a_rule_runs_as_the_city_set_it(unit, mode, found):
    registry.register(make_rule(unit))
    RuleSetting.objects.create(
        rule="tests.every", mode=mode, changed_at=now(), changed_by="王芳", reason="试"
    )
    happen(1)
    sweep.sweep(now())
    assert list(Finding.objects.values_list("is_trial", flat=True)) == found
    assert not Happening.objects.exists()


def test_a_rule_is_asked_with_the_numbers_of_the_city(unit):
    asked = []
    parameter = Parameter("短于", Decimal(5), "字")
    rule = make_rule(
        unit, judge=lambda _, given: asked.append(dict(given)) or [], parameters={"n": parameter}
    )
    registry.register(rule)
    happen(1)
    sweep.sweep(now())
    RuleSetting.objects.create(
        rule=rule.code, mode=rules.ON, parameters={"n": "2"}, changed_at=now(), changed_by="王芳", reason="试"
    )
    happen(2)
    sweep.sweep(now())
    assert asked == [{"n": Decimal(5)}, {"n": Decimal(2)}]


def test_a_rule_that_looks_is_asked_at_every_sweep_and_finds_once(unit):
    looked = []
    rule = make_rule(
        unit, hears=frozenset(), judge=None, look=lambda at, _: looked.append(at) or [breach(unit, "7")]
    )
    registry.register(rule)
    sweep.sweep(now())
    sweep.sweep(now())
    assert (len(looked), facts()) == (2, ["tests.every:7"])


def test_a_rule_that_fails_to_look_is_named_and_the_others_go_on(unit):
    def look(at, parameters):
        raise ArithmeticError("blind")

    registry.register(make_rule(unit, "tests.blind", hears=frozenset(), judge=None, look=look))
    registry.register(make_rule(unit))
    happen(1)
    assert set(sweep.sweep(now()).faults) == {"tests.blind"}
    assert facts() == ["tests.every:1"]


def test_what_fails_to_follow_keeps_its_happening(unit, monkeypatch):
    monkeypatch.setattr(followers, "_followers", [])

    def follow(findings):
        if any(finding.fact.endswith(":2") for finding in findings):
            raise IntegrityError("no card")

    followers.register(follow)
    registry.register(make_rule(unit))
    happen(1, 2, 3)
    sweep.sweep(now())
    assert facts() == ["tests.every:1", "tests.every:3"]
    assert Happening.objects.get().key == 2


def test_a_fault_of_the_database_spoils_only_its_own_part(unit):
    def judge(happened, parameters):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM no_such_table")

    registry.register(make_rule(unit, "tests.sql", judge=judge))
    registry.register(make_rule(unit))
    happen(1)
    sweep.sweep(now())
    assert facts() == ["tests.every:1"]


def test_a_batch_that_dies_before_its_end_leaves_everything(unit, monkeypatch):
    registry.register(make_rule(unit))
    happen(1, 2)

    def killed(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep, "_keep", killed)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        sweep.sweep(now())
    assert not Finding.objects.exists()
    assert Happening.objects.count() == 2


def test_a_rule_that_is_gone_holds_nothing_back(unit):
    registry.register(make_rule(unit, poison={1}))
    happen(1)
    sweep.sweep(now())
    registry._registered.clear()
    sweep.sweep(shifted(now(), days=1))
    assert not Happening.objects.exists()
    assert not RuleFault.objects.exists()
