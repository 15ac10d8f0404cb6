from datetime import date

import pytest

from yiwang.subsystems.participation.topics import rules


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 5, 4), date(2026, 5, 4)),
        (date(2026, 5, 10), date(2026, 5, 4)),
        (date(2026, 5, 11), date(2026, 5, 11)),
        (date(2026, 1, 1), date(2025, 12, 29)),
    ],
)
def test_weeks_begin_on_monday(day: date, monday: date) -> None:
    assert rules.monday(day) == monday


def test_only_weeks_that_are_over_are_counted() -> None:
    assert rules.whole_weeks(date(2026, 5, 17), 2) == [date(2026, 4, 27), date(2026, 5, 4)]
    assert rules.whole_weeks(date(2026, 5, 18), 2) == [date(2026, 5, 4), date(2026, 5, 11)]


@pytest.mark.parametrize(
    ("heat", "before", "said"),
    [
        (5.0, None, rules.NEW),
        (6.0, 5.0, rules.UP),
        (5.9, 5.0, rules.STEADY),
        (4.1, 5.0, rules.STEADY),
        (4.0, 5.0, rules.DOWN),
    ],
)
def test_a_fifth_more_is_rising_and_a_fifth_less_falling(
    heat: float, before: float | None, said: str
) -> None:
    assert rules.trend(heat, before) == said


def test_a_topic_is_recognised_by_its_words_and_not_where_the_places_differ() -> None:
    earlier = [rules.Known(1, "翠竹湾 搅拌站", ["翠竹湾"]), rules.Known(2, "图书馆开放时间")]
    assert rules.recognised("搅拌站粉尘", ["翠竹湾"], earlier) == 1
    assert rules.recognised("图书馆", [], earlier) == 2
    assert rules.recognised("搅拌站粉尘", ["银杏苑"], [earlier[0]]) is None
    assert rules.recognised("学校食堂", [], earlier) is None
    assert rules.recognised("", [], []) is None
