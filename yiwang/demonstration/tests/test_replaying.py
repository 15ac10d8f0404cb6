"""Is a year that is played the same every time, with every ending in its share?"""

from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from yiwang.demonstration.catalogue.texts import entries
from yiwang.demonstration.deeds import DEEDS
from yiwang.demonstration.plans import SHARES, Choices, is_plain, planned
from yiwang.demonstration.replaying import LONGEST, REACH, last_played, working_days
from yiwang.demonstration.tests.makers import make_days
from yiwang.kernel.deadlines import shipped
from yiwang.kernel.deadlines.moments import shifted
from yiwang.kernel.errors import Refused

CHOICES = Choices([entry for entry in entries() if is_plain(entry)])


def test_the_same_seed_plays_the_same_year_and_another_does_not():
    assert planned(300, 7, 200, CHOICES) == planned(300, 7, 200, CHOICES)
    assert planned(300, 7, 200, CHOICES) != planned(300, 8, 200, CHOICES)


def test_every_ending_has_about_its_share():
    found = Counter(ending for ending, _ in planned(4_000, 1, 200, CHOICES))
    assert sum(SHARES.values()) == 1_000
    for ending, share in SHARES.items():
        assert found[ending] / 4 == pytest.approx(share, abs=30), ending


def test_no_step_is_taken_after_today_and_every_deed_is_known():
    for _, told in planned(500, 3, 20, CHOICES):
        assert all(step[0] <= told.back for step in told.steps)
        assert {step[1] for step in told.steps} <= set(DEEDS)


def test_a_bad_rating_is_followed_up():
    told = [told for _, told in planned(2_000, 2, 200, CHOICES)]
    bad = [each for each in told if any(step[1] == "rate" and step[2] < 3 for step in each.steps)]
    followed = [each for each in bad if each.steps[-1][1] in {"call_back", "rectify"}]
    assert len(followed) > len(bad) * 0.8


def test_days_of_the_calendar_are_counted_as_working_days():
    days = make_days()
    assert working_days(days, 7) == 4
    assert working_days(make_days(made_on=date(2026, 8, 2)), 365) == 239


def test_a_year_is_played_as_far_as_days_can_be_counted():
    """2027 is counted provisionally, 2028 not at all: a case of December 2027 could be given no last day."""
    winter, last = date(2026, 12, 20), last_played(date(2027, 12, 20))
    assert last_played(winter) == winter
    assert last < date(2027, 10, 15)
    assert shipped.calendar().add_workdays(last, REACH).year == 2027
    with pytest.raises(Refused):
        shipped.calendar().add_workdays(shifted(last, days=1), REACH)
    assert working_days(make_days(made_on=last), 365) == LONGEST - REACH - 1


@pytest.mark.django_db
def test_a_city_without_items_is_not_filled():
    with pytest.raises(CommandError, match="yiwang demo"):
        call_command("replay", "approvals", "--cases", "3")


def test_what_makes_no_sense_is_refused():
    with pytest.raises(CommandError, match="大于0"):
        call_command("replay", "approvals", "--cases", "0")
