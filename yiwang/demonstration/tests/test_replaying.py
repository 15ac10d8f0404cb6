"""Is a year that is played the same every time, with every ending in its share?"""

from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from yiwang.demonstration.catalogue.texts import entries
from yiwang.demonstration.replaying import SHARES, is_plain, planned

ITEMS = [entry for entry in entries() if is_plain(entry)]


def test_the_same_seed_plays_the_same_year_and_another_does_not():
    assert planned(300, 7, 200, ITEMS) == planned(300, 7, 200, ITEMS)
    assert planned(300, 7, 200, ITEMS) != planned(300, 8, 200, ITEMS)


def test_every_ending_has_about_its_share():
    found = Counter(ending for ending, _ in planned(4_000, 1, 200, ITEMS))
    assert sum(SHARES.values()) == 1_000
    for ending, share in SHARES.items():
        assert found[ending] / 4 == pytest.approx(share, abs=30), ending


def test_no_step_is_taken_after_today():
    for _, told in planned(500, 3, 20, ITEMS):
        assert all(step[0] <= told.back for step in told.steps)


@pytest.mark.django_db
def test_a_city_without_items_is_not_filled():
    with pytest.raises(CommandError, match="yiwang demo"):
        call_command("replay", "approvals", "--cases", "3")


def test_what_makes_no_sense_is_refused():
    with pytest.raises(CommandError, match="大于0"):
        call_command("replay", "approvals", "--cases", "0")
