import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.publications.recognition import numbers
from yiwang.kernel.publications.recognition.numbers import NotANumber, normalised


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("云政办发〔2024〕12号", "云政办发〔2024〕12号"),
        ("云政办发[2024]12号", "云政办发〔2024〕12号"),
        ("云政办发（2024）12号", "云政办发〔2024〕12号"),
        ("云政办发【2024】12号", "云政办发〔2024〕12号"),
        ("发文字号：\u200b云政办发 〔2024〕 12 号", "云政办发〔2024〕12号"),
        ("云政办发〔２０２４〕１２号", "云政办发〔2024〕12号"),
        ("云政办发〔2024〕第012号", "云政办发〔2024〕12号"),
        ("云政办发〔2024〕12", "云政办发〔2024〕12号"),
        ("云政办发〔2024〕号12", "云政办发〔2024〕12号"),
        ("云政办发〔2024〕12号〔〕", "云政办发〔2024〕12号"),
        ("云政办发〔二〇二四〕十二号", "云政办发〔2024〕12号"),
        ("〔1996〕云汇字第8号", "云汇〔1996〕8号"),
        ("(９６)云汇发字第13号", "云汇发〔1996〕13号"),
        ("云泽市人民政府令第一百零三号", "云泽市人民政府令第103号"),
        ("省政府令 第102号", "省政府令第102号"),
        ("云泽市财政局公告2020年第3号", "云泽市财政局公告2020年第3号"),
        ("云泽市财政局公告（2020年第3号）", "云泽市财政局公告2020年第3号"),
        ("云财社〔2023〕45号、云民发〔2023〕9号", "云财社〔2023〕45号、云民发〔2023〕9号"),
        ("云财社〔2023〕45号 云民发〔2023〕9号", "云财社〔2023〕45号、云民发〔2023〕9号"),
    ],
)
def test_a_number_is_written_in_the_form_of_the_standard(raw: str, expected: str) -> None:
    assert normalised(raw) == expected


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", "为空"),
        ("发文字号：", "为空"),
        ("〔2024〕12号", "缺少机关代字"),
        ("第12号", "缺少机关代字"),
        ("云政办发〔12〕30号", "四位数字"),
        ("关于绿道", "没有年份和序号"),
        ("云政办发〔2024〕0号", "不符合"),
        ("云" * 900, "过长"),
        ("云政办发〔2024〕12号是什么", "不符合"),
    ],
)
def test_what_is_no_number_is_refused_with_the_reason(raw: str, reason: str) -> None:
    with pytest.raises(NotANumber, match=reason):
        normalised(raw)


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        ("洛政办〔2012〕30号", True),
        ("洛政办[2012]30号", False),
        ("洛政办〔12〕30号", False),
        ("洛政办〔2012〕030号", False),
        ("洛政办〔2012〕第30号", False),
    ],
)
def test_only_the_form_of_gb_t_9704_may_be_issued(number: str, fits: bool) -> None:
    """GB/T 9704-2012, 7.2.5: full year in hexagonal brackets, no 第, no leading zero."""
    assert numbers.is_standard(number) is fits


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    with contextlib.suppress(NotANumber):
        assert normalised(text)


marks = st.text(alphabet="云泽政办发函国财社〇A", min_size=1, max_size=15)


@given(
    marks,
    st.integers(1900, 2099),
    st.integers(1, 99999),
    st.sampled_from(["〔〕", "[]", "（）", "【】", "()"]),
)
def test_normalising_twice_is_normalising_once(mark: str, year: int, serial: int, brackets: str) -> None:
    raw = f" {mark}{brackets[0]} {year}{brackets[1]}第{serial:05}号\u200b"
    once = normalised(raw)
    assert once == f"{mark.replace('〇', '〇')}〔{year}〕{serial}号"
    assert normalised(once) == once


@given(
    st.lists(
        st.sampled_from(["云政", "[", "〔", "2024", "〕", "]", "第", "12", "号", "年", "、", "令", "：", " "])
    )
)
def test_whatever_parses_parses_again_to_the_same(pieces: list[str]) -> None:
    try:
        once = normalised("".join(pieces))
    except NotANumber:
        return
    assert normalised(once) == once


def test_numbers_inside_running_text_are_found_once_each() -> None:
    text = "根据《办法》（云政发〔2019〕4号）和云政发[2019]4号、云办〔2020〕1号的要求"
    assert numbers.found_in(text) == ("云政发〔2019〕4号", "和云政发〔2019〕4号", "云办〔2020〕1号")
