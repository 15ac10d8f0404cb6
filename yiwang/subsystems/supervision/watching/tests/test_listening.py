"""Does what happens to clocks and cases reach the rules, in its own transaction, once?"""

import pytest
from django.db import transaction

from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import kinds
from yiwang.kernel.cases.tests.makers import KIND, at, by, make_case, make_office
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines import sweep as clocks
from yiwang.kernel.deadlines.actions import Extension
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.deadlines.tests.makers import city, workdays
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.subsystems.supervision.watching import registry
from yiwang.subsystems.supervision.watching.models import Happening
from yiwang.subsystems.supervision.watching.tests.makers import make_clock, make_rule

pytestmark = pytest.mark.django_db
STARTED = city("2026-03-02 10:00")


def kinds_heard():
    return list(Happening.objects.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def clock():
    with at("2026-03-02 10:00"):
        return make_clock(make_unit(), STARTED, promised=workdays(5))


def test_a_clock_is_heard_at_each_of_its_ends_once(clock):
    for moment in ("09 10:00", "10 00:00", "10 00:01", "13 00:00", "31"):
        with at(f"2026-03-{moment}"):
            clocks.sweep(now())
    assert kinds_heard() == ["clock.breached", "clock.grave", "clock.unlawful"]
    assert [row.end_at for row in Happening.objects.order_by("pk")] == [
        city("2026-03-10"), city("2026-03-13"), city("2026-03-31"),
    ]  # fmt: skip


@pytest.mark.parametrize("deed", ["stop", "cancel", "pause", "extend"])
def test_an_end_that_passed_between_two_sweeps_is_heard_before_the_deed(clock, deed):
    calls = {
        "stop": lambda: deadlines.stop(clock, "李明"),
        "cancel": lambda: deadlines.cancel(clock, "李明", "撤回"),
        "pause": lambda: deadlines.pause(clock, "李明", "检验"),
        "extend": lambda: deadlines.extend(clock, "李明", Extension(workdays(5), "局长", "复杂")),
    }
    with at("2026-03-10 00:00"):
        calls[deed]()
        clocks.sweep(now())
    assert kinds_heard() == ["clock.breached"]


def test_a_deed_in_time_is_not_heard_as_late(clock):
    with at("2026-03-09 23:59"):
        deadlines.stop(clock, "李明")
    assert not kinds_heard()


def test_what_no_rule_hears_is_not_written(clock, monkeypatch):
    monkeypatch.setattr(registry, "_registered", {})
    with at("2026-03-31"):
        clocks.sweep(now())
    assert not kinds_heard()


def test_a_warning_is_written_where_a_rule_hears_it(clock, monkeypatch):
    rule = make_rule(make_unit(), hears=frozenset({"clock.warned"}))
    monkeypatch.setattr(registry, "_registered", {rule.code: rule})
    with at("2026-03-09 12:00"):
        clocks.sweep(now())
    assert kinds_heard() == ["clock.warned"]


def test_deeds_are_heard_and_undone_with_their_transaction(monkeypatch):
    monkeypatch.setitem(kinds._registered, KIND.code, KIND)
    office = make_office()
    with at("2026-03-02 10:00"):
        case = make_case(office)
        with transaction.atomic():
            cases.accept(by(office.clerk), case.pk)
            transaction.set_rollback(True)
        assert kinds_heard() == ["case.open"]
        cases.accept(by(office.clerk), case.pk)
    assert kinds_heard() == ["case.open", "case.accept"]


def test_a_sweep_writes_them_in_bulk(django_assert_max_num_queries):
    unit = make_unit()
    with at("2026-03-02 10:00"):
        for number in range(60):
            make_clock(unit, STARTED, key=str(number))
    with at("2026-03-31"), django_assert_max_num_queries(24):
        clocks.sweep(now())
    assert len(kinds_heard()) == 120
