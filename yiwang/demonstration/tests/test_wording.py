"""What does a text of the demonstration say once its blanks are filled in?"""

from datetime import date

import pytest

from yiwang.demonstration import wording
from yiwang.demonstration.tests.makers import make_days


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("{year}年", date(2026, 11, 20), "2026年"),
        ("{year-2}年", date(2026, 11, 20), "2024年"),
        ("{last_year}与{next_year}", date(2026, 11, 20), "2025与2027"),
        ("{full_day}", date(2026, 11, 3), "2026年11月3日"),
        ("{day-1}", date(2026, 11, 9), "11月6日"),  # a Monday: the working day before is Friday
        ("{full_day+60}", date(2026, 11, 20), "2027年1月19日"),
        ("{last_month_year}年{last_month}月", date(2026, 1, 9), "2025年12月"),
        ("{last_month_year}年{last_month}月", date(2026, 11, 9), "2026年10月"),
        ("{span}", date(2026, 10, 30), "2026年前三季度"),
        ("{span}", date(2026, 7, 20), "2026年上半年"),
        ("{span}", date(2026, 5, 20), "2026年一季度"),
        ("{span}", date(2026, 2, 3), "2025年"),
        ("{last_quarter_year}年第{last_quarter}季度", date(2026, 10, 9), "2026年第三季度"),
        ("{last_quarter_year}年第{last_quarter}季度", date(2026, 2, 3), "2025年第四季度"),
    ],
)
def test_days_are_named_as_a_report_of_that_day_would(text, day, expected):
    assert wording.filled(text, {}, day, make_days()) == expected


def test_a_word_may_contain_blanks_of_its_own():
    words = {"which": "{last_year}年", "title": "{which}年报"}
    assert wording.filled("{title}", words, date(2026, 11, 20), make_days()) == "2025年年报"


def test_an_unknown_word_is_refused():
    with pytest.raises(KeyError):
        wording.filled("{nobody}", {}, date(2026, 11, 20), make_days())


def test_words_that_name_each_other_are_refused():
    with pytest.raises(ValueError, match="Blanks within blanks"):
        wording.filled("{a}", {"a": "{b}", "b": "{a}"}, date(2026, 11, 20), make_days())
