"""Do clocks that start together stand as if each had been started alone?"""

import pytest

from yiwang.kernel.deadlines.actions import Subject, start
from yiwang.kernel.deadlines.models import Clock, ClockEvent
from yiwang.kernel.deadlines.rules import Limit, Limits, Unit
from yiwang.kernel.deadlines.starting import start_alike
from yiwang.kernel.errors import Refused

pytestmark = pytest.mark.django_db
LIMITS = Limits("通知书规定的期限", Limit(5, Unit.WORKING_DAYS))
OWN = {"id", "subject_key", "unit_id", "item"}


def subjects(count):
    return [Subject("tests.paper", f"{number}", unit_id=number, item="黄牌") for number in range(count)]


def columns(clock):
    values = {field.attname: getattr(clock, field.attname) for field in Clock._meta.concrete_fields}
    return {name: value for name, value in values.items() if name not in OWN}


def test_each_stands_as_if_it_had_been_started_alone():
    assert start_alike([], LIMITS, "系统") == []
    alone = start(Subject("tests.paper", "alone"), LIMITS, "系统")
    clocks = start_alike(subjects(30), LIMITS, "系统")
    assert [(clock.subject_key, clock.unit_id) for clock in clocks] == [(f"{n}", n) for n in range(30)]
    first, *others = (columns(clock) for clock in Clock.objects.filter(pk__in=[c.pk for c in clocks]))
    assert all(other == first for other in others)
    assert first["due_at"] == alone.due_at
    assert ClockEvent.objects.filter(kind="started", clock__in=clocks).count() == 30


def test_none_starts_where_one_runs_already_or_is_named_twice():
    start(Subject("tests.paper", "2"), LIMITS, "系统")
    with pytest.raises(Refused, match="已经在计时"):
        start_alike(subjects(3), LIMITS, "系统")
    with pytest.raises(Refused, match="已经在计时"):
        start_alike([Subject("tests.paper", "7"), Subject("tests.paper", "7")], LIMITS, "系统")
    assert Clock.objects.count() == 1
