"""Is a subtree one range of paths?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.organizations import paths

NUMBERS = st.lists(st.integers(1, 9999), min_size=0, max_size=paths.DEEPEST - 1)


def path_of(numbers: list[int]) -> str:
    path = paths.ROOT
    for number in numbers:
        path = paths.child(path, number)
    return path


@given(NUMBERS, NUMBERS)
def test_the_range_holds_exactly_the_paths_that_begin_alike(one: list[int], other: list[int]) -> None:
    top, path = path_of(one), path_of(other)
    first, after = paths.bounds(top)
    assert (first <= path < after) == path.startswith(top) == paths.lies_within(path, top)


def test_the_range_of_the_last_child_ends_before_the_next_unit() -> None:
    assert paths.bounds("00019999") == ("00019999", "00020000")


def test_a_parent_has_room_for_9999_children_and_sixteen_levels() -> None:
    assert paths.child("0001", 9999) == "00019999"
    for parent, number in [("0001", 10000), ("0001", 0), ("0001" * 16, 1)]:
        with pytest.raises(ValueError, match="No room"):
            paths.child(parent, number)


def test_ancestors_come_from_the_root_down() -> None:
    assert paths.above("000100020003") == ("0001", "00010002")
    assert paths.above("0001") == ()
    assert paths.depth("000100020003") == 3
