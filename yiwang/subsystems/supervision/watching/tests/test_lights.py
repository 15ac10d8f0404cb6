"""Is the light of every clock what counting its days one by one says, and does the list show just those?"""

import random
from datetime import date, datetime, timedelta

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from yiwang.kernel.cases.tests.makers import at
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines import in_force, ledger, shipped
from yiwang.kernel.deadlines.actions import Extension
from yiwang.kernel.deadlines.calendar_change import NoticeFacts, change_day, enter_threshold
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import day_of, end_of, local, now
from yiwang.kernel.deadlines.rules import Threshold
from yiwang.kernel.deadlines.tests.makers import city, workdays
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.subsystems.supervision.watching import lights
from yiwang.subsystems.supervision.watching.lights import Narrowing
from yiwang.subsystems.supervision.watching.tests.makers import make_clock

FIRST = city("2026-03-02 10:00")
ONE = timedelta(days=1)
VERBS = ("pause", "resume", "extend", "stop", "calendar", "threshold", "wait")


def counted(clock, threshold):
    """The light by counting each working day since the start; nothing stored is read but the ledger."""
    moment = now()
    if clock.state == "paused":
        paused_at = clock.last_at
        is_late = _left(clock, paused_at) is not None and _left(clock, paused_at) < 0
        return lights.RED if is_late else lights.STILL
    left = _left(clock, moment)
    if left < 0:
        return lights.RED
    whole = (clock.promised_number or clock.legal_number) + clock.extended_number
    near = clock.warn_number if threshold.near is None else threshold.near
    early = max(near, threshold.number, -(-whole * threshold.percent // 100))
    if _has_begun(clock, moment, whole, near):
        return lights.YELLOW
    return lights.BLUE if _has_begun(clock, moment, whole, early) else lights.GREEN


def _days(clock, until):
    """How many counted days had begun by a date: day after day, those of a pause left out."""
    calendar = in_force.calendar()
    pauses = ledger.pauses_of(clock, ended_at=now())
    day, number = day_of(clock.started_at), 0
    while day < until:
        day += ONE
        is_paused = any(day_of(pause.began_at) <= day < day_of(pause.ended_at) for pause in pauses)
        number += calendar.is_workday(day) and not is_paused
    return number


def _left(clock, moment):
    """Counted days that remain after today; below 0: the last one is over."""
    whole = (clock.promised_number or clock.legal_number) + clock.extended_number
    used = _days(clock, day_of(moment))
    if used < whole:
        return whole - used
    if used > whole:
        return -1
    day = day_of(moment)
    return -1 if _days(clock, day - ONE) == whole and day > day_of(clock.started_at) else 0


def _has_begun(clock, moment, whole, near):
    """Whether the office has opened on the first of the last ``near`` days."""
    first, day = min(max(whole - near + 1, 1), whole), day_of(clock.started_at)
    while _days(clock, day) < first:
        day += ONE
    opening = in_force.counting().office_hours.opening(day)
    return local(moment).replace(tzinfo=None) >= datetime.combine(day, opening)


class LightsOfWalks(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(seed=st.integers(0, 10**9), steps=st.integers(1, 8))
    def test_a_light_is_what_counting_says(self, seed, steps):
        chance = random.Random(seed)
        shipped.load(apps)
        unit, threshold, moment = make_unit(), Threshold(), FIRST
        with at(f"{FIRST:%Y-%m-%d %H:%M}"):
            clock = make_clock(
                unit, FIRST, legal=workdays(40), warn=chance.randint(0, 4),
                promised=chance.choice([None, workdays(chance.randint(1, 30))]),
            )  # fmt: skip
        for _ in range(steps):
            moment += timedelta(minutes=chance.randrange(1, 12 * 1440))
            with at(f"{moment:%Y-%m-%d %H:%M}"):
                verb = chance.choice(VERBS)
                threshold = self.deed(chance, verb, clock, threshold)
                clock = Clock.objects.get(pk=clock.pk)
                if clock.stopped_at:
                    assert not shown(unit)
                    return
                expected = counted(clock, threshold)
                assert lights.of(clock, now()) == expected, (verb, clock.state, vars(clock))
                assert shown(unit) == {expected}

    def deed(self, chance, verb, clock, threshold):
        try:
            match verb:
                case "pause":
                    deadlines.pause(clock, "李明", "检验")
                case "resume":
                    deadlines.resume(clock, "李明")
                case "extend":
                    deadlines.extend(clock, "李明", Extension(workdays(chance.randint(1, 9)), "局长", "复杂"))
                case "stop" if chance.random() < 0.3:
                    deadlines.stop(clock, "李明")
                case "calendar":
                    day = local(now()).date() + timedelta(days=chance.randint(-20, 20))
                    facts = NoticeFacts(
                        f"测试{chance.random()}", "调整", day.year, False, local(now()).date()
                    )
                    change_day(day, chance.choice(["off", "work", "ordinary"]), "调整", facts, "李明")
                case "threshold":
                    wanted = Threshold(
                        chance.randint(0, 6), chance.randint(0, 60), chance.choice([None, 0, 2]), 3
                    )
                    enter_threshold(clock.subject_kind, chance.choice(["", clock.item]), wanted, "李明")
                    rows = in_force.counting().thresholds
                    return rows.of(clock.subject_kind, clock.item)
        except Refused:
            pass
        return threshold


def shown(unit):
    """In which lists of one light the unit's clock stands."""
    return {light for light in lights.LABELS if lights.listing(Narrowing([light], {unit.pk}), "", now()).rows}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [["red"], ["yellow"], ["blue"], ["green"], ["still"], [], ["red", "still"], ["red", "yellow", "blue"]],
)
def test_pages_go_through_the_list_once_in_order(monkeypatch, asked):
    monkeypatch.setattr(lights, "SIZE", 3)
    unit = make_unit()
    with at("2026-03-02 10:00"):
        for number in range(8):
            for days in (1, 6, 7, 30):
                make_clock(unit, FIRST, key=f"{number}-{days}", legal=workdays(days), warn=1)
            deadlines.pause(make_clock(unit, FIRST, key=f"{number}-p"), "李明", "检验")
    with at("2026-03-10 10:00"):
        moment, after, seen = now(), "", []
        while True:
            page = lights.listing(Narrowing(asked, {unit.pk}), after, moment)
            seen += [clock.pk for clock in page.rows]
            after = page.after
            if not after:
                break
        wanted = {
            clock.pk for clock in Clock.objects.open() if not asked or lights.of(clock, moment) in asked
        }
    assert len(wanted) >= 8
    assert len(seen) == len(set(seen))
    assert set(seen) == wanted


@pytest.mark.django_db
def test_an_item_is_lit_by_its_own_threshold_and_then_by_the_next_wider_one():
    unit = make_unit()
    with at("2026-03-02 10:00"):
        clock = make_clock(unit, FIRST, legal=workdays(20), warn=1)
        other = make_clock(unit, FIRST, key="2", legal=workdays(20), warn=1, item="建筑施工许可")
    with at("2026-03-16 10:00"):
        enter_threshold(clock.subject_kind, clock.item, Threshold(15, 0, None, 3), "李明")
        assert lit(clock, other) == [lights.BLUE, lights.GREEN]
        enter_threshold(clock.subject_kind, "", Threshold(15, 0, 12, 3), "李明")
        assert lit(clock, other) == [lights.BLUE, lights.YELLOW]
        enter_threshold(clock.subject_kind, clock.item, None, "李明")
        assert lit(clock, other) == [lights.YELLOW, lights.YELLOW]


def lit(*clocks):
    moment = now()
    return [lights.of(Clock.objects.get(pk=clock.pk), moment) for clock in clocks]


@pytest.mark.django_db
def test_a_grave_delay_whose_calendar_is_missing_gets_its_moment_with_it():
    """2028 cannot be counted: a limit that ends in December 2027 has its end, the grave one follows."""
    shipped.load(apps)
    with at("2027-12-01 10:00"):
        clock = make_clock(make_unit(), city("2027-12-01 10:00"), legal=workdays(22))
    assert clock.due_at == end_of(date(2027, 12, 31))
    assert clock.grave_at is None
    assert Clock.objects.touched_by(city("2028-01-01"), city("2028-12-31")).get() == clock
