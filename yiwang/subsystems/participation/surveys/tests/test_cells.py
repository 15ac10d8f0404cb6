"""Is nobody known by a small number? (个人信息保护法 (2021) art. 51, 73 no. 4)"""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.subsystems.participation.surveys import cells, results
from yiwang.subsystems.participation.surveys.tests.makers import question


@pytest.mark.parametrize(
    ("numbers", "hidden"),
    [
        ([10, 20, 30], set()),
        ([0, 20, 30], set()),
        ([2, 20, 30], {0, 1}),  # one alone would follow from the total
        ([2, 1, 30], {0, 1, 2}),  # together three, fewer than five
        ([4, 3, 30], {0, 1}),
        ([3, 0, 0], {0, 1, 2}),
        ([5, 5, 5], set()),
    ],
)
def test_parts_of_a_total_are_hidden_so_that_none_follows_from_the_rest(numbers, hidden):
    assert cells.of_parts(numbers, 5) == hidden


def test_of_several_choices_too_few_who_did_not_choose_are_hidden_too():
    assert cells.of_choices([10, 8, 2, 0], 10, 5) == {1, 2}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=6), st.integers(3, 6))
def test_hidden_parts_are_never_one_alone_nor_too_few_people(numbers, least):
    hidden = cells.of_parts(numbers, least)
    assert {place for place, number in enumerate(numbers) if 0 < number < least} <= hidden
    if hidden and hidden != set(range(len(numbers))):
        assert len(hidden) >= 2
        assert sum(numbers[place] for place in hidden) >= least


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=4))
def test_in_a_cross_table_no_row_and_no_column_has_one_hidden_cell_alone(rows):
    hidden = cells.of_table(rows, 4)
    assert {(r, c) for r, c in itertools.product(range(len(rows)), range(3)) if 0 < rows[r][c] < 4} <= hidden
    for line in [
        *([(r, c) for c in range(3)] for r in range(len(rows))),
        *([(r, c) for r in range(len(rows))] for c in range(3)),
    ]:
        assert len([cell for cell in line if cell in hidden]) != 1


def test_a_question_that_few_were_asked_is_hidden_with_the_answer_that_led_to_it():
    asked = (question("q1"), question("q2", condition={"question": "q1", "options": ["b"]}))
    figures = {"q1": 40, "q1/a": 36, "q1/b": 4, "q2": 6, "q2/a": 6}
    first, second = results.of(asked, figures, 5)
    assert [line.shown for line in first.tables[0].lines] == ["—", "—", "0"]
    assert second.answered is None
    assert second.tables == ()


def test_a_mean_is_not_shown_where_it_would_tell_a_hidden_number():
    asked = (question("q1", kind="rating"),)
    whole = results.of(asked, {"q1": 20, "q1/5": 15, "q1/1": 5}, 5)[0]
    assert whole.mean == "平均4.00分"
    assert results.of(asked, {"q1": 20, "q1/5": 17, "q1/1": 3}, 5)[0].mean == ""


def test_shares_are_of_those_who_answered():
    asked = (question("q1", kind="multiple"),)
    table = results.of(asked, {"q1": 30, "q1/a": 20, "q1/b": 10}, 5)[0].tables[0]
    assert [line.share for line in table.lines] == ["66.7%", "33.3%", "0.0%"]


def test_a_cross_table_counts_people_who_answered_both():
    down, across = question("q1"), question("q2", kind="multiple")
    said = [{"q1": "a", "q2": ["a", "b"]}] * 5 + [{"q1": "b", "q2": ["a"]}] * 6 + [{"q1": "c"}] * 9
    crossed = results.crossed(down, across, said, 3)
    assert crossed.answered == 11
    assert [numbers for _, numbers in crossed.rows] == [(5, 5, 0), (6, 0, 0), (0, 0, 0)]
    few = results.crossed(down, across, said[:2], 3)
    assert {number for _, numbers in few.rows for number in numbers} == {None}
