"""Is what is asked too often stopped, per name and key, and forgotten after an hour?"""

import pytest
from django.core.cache import cache

from yiwang.kernel.intake import throttle
from yiwang.kernel.intake.throttle import Count, TooOftenError

LETTERS = Count("letters", 2)


def test_one_too_many_is_stopped_and_others_are_not():
    for _ in range(2):
        throttle.spend(LETTERS, "10.0.0.1")
    with pytest.raises(TooOftenError):
        throttle.spend(LETTERS, "10.0.0.1")
    throttle.spend(LETTERS, "10.0.0.2")
    throttle.spend(Count("parcels", 2), "10.0.0.1")


def test_looking_counts_nothing():
    for _ in range(9):
        throttle.refuse_spent(LETTERS, "a")
    for _ in range(2):
        throttle.spend(LETTERS, "a")
    with pytest.raises(TooOftenError):
        throttle.refuse_spent(LETTERS, "a")


def test_a_count_that_runs_out_between_two_calls_begins_anew(monkeypatch):
    def gone(*_):
        raise ValueError

    monkeypatch.setattr(cache, "incr", gone)
    throttle.spend(LETTERS, "a")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_an_address_stands_for_its_subscriber(address, network):
    assert throttle.network(address) == network
