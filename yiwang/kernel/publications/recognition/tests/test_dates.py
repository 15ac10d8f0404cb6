from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.publications.recognition import dates

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def chinese_numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    lead = "" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十"
    return lead + (digits[ones] if ones else "")


@pytest.mark.parametrize(
    "written",
    [
        "2019年3月1日",
        "2019年03月01日",
        "二〇一九年三月一日",
        "二○一九年三月一日",
        "二ОО一九年三月一日".replace("ОО", "О"),
        "2019-03-01",
        "2019/3/1",
        "2019.3.1",
        "20190301",
        "２０１９年３月１日",
        "2019 年 3 月 1 日",
        "2019-03-01 10:30:45",
        "2019-03-01T10:30:45+08:00",
        "成文日期 ：2019-03-01",
        "发文日期：2019年3月1日",
        "\u200b2019年3月1日\ufeff",
    ],
)
def test_a_date_is_read_in_every_written_form(written: str) -> None:
    assert dates.parse(written) == date(2019, 3, 1)


@pytest.mark.parametrize(
    "text",
    ["", "2019年2月30日", "2019年13月1日", "三月一日", "2019年3月", "8502年3月1日", "正文2019年3月1日"],
)
def test_what_is_no_date_alone_is_none(text: str) -> None:
    assert dates.parse(text) is None


@given(DAYS)
def test_every_form_of_a_day_reads_back_as_that_day(day: date) -> None:
    year = str(day.year)
    arabic = dates.chinese(day)
    written = f"{year.translate(DIGITS)}年{chinese_numeral(day.month)}月{chinese_numeral(day.day)}日"
    forms = [
        arabic,
        arabic.translate(WIDE),
        day.isoformat(),
        day.strftime("%Y/%m/%d"),
        f"{year}.{day.month}.{day.day}",
        written,
        written.replace("〇", "○"),
        day.strftime("%Y%m%d"),
    ]
    assert [dates.parse(form) for form in forms] == [day] * len(forms)


@given(st.text())
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    dates.parse(text)
    dates.found_in(text)
    dates.span(text)


def test_days_are_found_in_running_text() -> None:
    text = "自2019年3月1日起，至二〇二〇年十二月三十一日止；2019年2月30日不算。"
    assert dates.found_in(text) == [date(2019, 3, 1), date(2020, 12, 31)]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2004年8月5日至8日", (date(2004, 8, 5), date(2004, 8, 8))),
        ("执行期限为2019年1月1日至2023年12月31日", (date(2019, 1, 1), date(2023, 12, 31))),
        ("2019-01-01~2019-02-01", (date(2019, 1, 1), date(2019, 2, 1))),
        ("2019年3月1日至5月2日", (date(2019, 3, 1), date(2019, 5, 2))),
        ("2018年12月5日至1月8日", None),
        ("没有日期", None),
    ],
)
def test_a_range_has_a_first_and_a_last_day(text: str, span: tuple[date, date] | None) -> None:
    assert dates.span(text) == span
