"""Do the tallies say what a brute-force count says, whatever happened between two runs?"""

import random

import pytest

from yiwang.kernel.cases import rules as cases
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.tests.makers import make_finding
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.subsystems.supervision.board import rules
from yiwang.subsystems.supervision.board.actions import tallying
from yiwang.subsystems.supervision.board.models import Count, Day, Tally
from yiwang.subsystems.supervision.board.tests.makers import (
    make_clock,
    make_ended,
    make_late,
    make_near,
    make_row,
    make_still,
)
from yiwang.subsystems.supervision.watching import lights

pytestmark = pytest.mark.django_db


def brute(moment):
    """One clock after the other."""
    found = {}
    for clock in Clock.objects.filter(stopped_at=None, subject_kind=cases.SUBJECT, unit_id__isnull=False):
        if clock.due_at is None:
            light = rules.STILL
        elif clock.due_at <= moment:
            light = rules.RED
        elif clock.warn_at and clock.warn_at <= moment:
            light = rules.YELLOW
        elif clock.early_at and clock.early_at <= moment:
            light = rules.BLUE
        else:
            light = rules.GREEN
        lights = found.setdefault((clock.unit_id, clock.item), dict.fromkeys(rules.LIGHTS, 0))
        lights[light] += 1
    return found


def stored():
    return {
        (row.unit_id, row.item): {light: getattr(row, light) for light in rules.LIGHTS}
        for row in Tally.objects.all()
    }


def test_tallies_equal_a_count_of_every_clock_at_random_moments():
    chance = random.Random(5)
    units = [make_unit() for _ in range(3)]
    moment = now()
    for _ in range(120):
        first, second, third = sorted(chance.sample(range(-500, 500), 3))
        ends = {"early_at": first, "warn_at": second, "due_at": third}
        given = {name: shifted(moment, hours=hours) for name, hours in ends.items()}
        maker = chance.choice([make_clock, make_clock, make_still])
        item = chance.choice(["甲事项", "乙事项", ""])
        unit = chance.choice(units)
        maker(unit, item=item, **(given if maker is make_clock else {}))
    for hours in (-300, -40, 0, 40, 300):
        at = shifted(moment, hours=hours)
        assert tallying.in_hand(at) == brute(at)


def test_every_tally_is_as_long_as_the_list_that_it_opens():
    unit, moment = make_unit(), now()
    for early, warn, due in ((-3, -2, -1), (-3, -2, 1), (-3, -1, 1), (-3, 1, 2), (1, 2, 3)):
        ends = {"early_at": early, "warn_at": warn, "due_at": due}
        make_clock(unit, **{name: shifted(moment, hours=hours) for name, hours in ends.items()})
    make_still(unit)
    (tally,) = tallying.in_hand(moment).values()
    assert tally == {
        light: len(lights.listing(lights.Narrowing([light]), "", moment).rows) for light in rules.LIGHTS
    }
    assert tally == {"green": 1, "blue": 1, "yellow": 2, "red": 1, "still": 1}


def test_only_what_changed_is_written_and_what_is_over_goes():
    unit, other = make_unit(), make_unit()
    late, _ = make_late(unit), make_clock(other)
    assert tallying.count() == 2
    assert tallying.count() == 0
    Clock.objects.filter(pk=late.pk).update(state="stopped", stopped_at=now())
    assert tallying.count() == 1
    assert stored() == brute(now())


def test_clocks_of_other_things_and_of_nobody_are_not_counted():
    unit = make_unit()
    make_clock(unit, subject_kind="processes.step")
    make_clock(unit, unit_id=None)
    make_clock(unit, unit_id=987_654_321)
    tallying.count()
    assert not Tally.objects.exists()


def test_a_day_counts_what_came_in_what_ended_and_what_was_found():
    unit = make_unit()
    make_ended(unit, shifted(now(), days=-3))
    make_row(unit, now())
    make_ended(unit, now())
    make_ended(unit, now(), outcome="after_law")
    make_finding(unit)
    make_finding(unit, is_trial=True)
    dismissed = make_finding(unit)
    Finding.objects.filter(pk=dismissed.pk).update(state="dismissed", ended_at=now(), reason="不成立")
    tallying.count()
    day = Day.objects.get(day=today(), unit=unit)
    assert (day.intake, day.ended, day.late, day.yellow, day.red) == (1, 2, 1, 0, 2)
    earlier = Day.objects.get(day=shifted(today(), days=-3), unit=unit)
    assert (earlier.ended, earlier.late) == (1, 0)


def test_yesterday_is_counted_once_more_after_midnight_and_then_for_good():
    unit = make_unit()
    yesterday = shifted(today(), days=-1)
    Count.objects.create(pk=Count.ONLY, counted_at=shifted(now(), days=-1), final_until=yesterday)
    make_ended(unit, shifted(now(), days=-1))
    tallying.count()
    assert Day.objects.get(day=yesterday, unit=unit).ended == 1
    make_ended(unit, shifted(now(), days=-1))
    tallying.count()
    assert Day.objects.get(day=yesterday, unit=unit).ended == 1


def test_a_run_that_is_killed_between_leaves_the_figures_of_the_run_before(monkeypatch):
    unit = make_unit()
    make_near(unit)
    tallying.count()
    before, counted_at = stored(), Count.objects.get().counted_at
    make_late(unit)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tallying, "_keep_day", killed)
        with pytest.raises(KeyboardInterrupt):
            tallying.count()
    assert (stored(), Count.objects.get().counted_at) == (before, counted_at)
    tallying.count()
    assert stored() == brute(now())


def test_the_number_of_queries_does_not_grow_with_the_cases(django_assert_max_num_queries):
    unit = make_unit()
    for number in range(30):
        make_late(unit, item=f"事项{number}")
    tallying.count()
    with django_assert_max_num_queries(32):
        tallying.count()
