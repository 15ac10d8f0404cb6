import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.indicators import rules
from yiwang.kernel.indicators.rules import COUNTED, UNGRADED, Line, Scheme
from yiwang.kernel.indicators.tests.makers import counted, make_scheme, number, out_of


def tally(*rows: tuple[str, str]) -> Scheme:
    """Points for each time, no weights."""
    lines = tuple(Line(code, code, figure=code, formula=COUNTED, per=number(per)) for code, per in rows)
    return Scheme("tests.tally", "信息报送", lines)


def weighted(*weights: int) -> Scheme:
    lines = (Line(f"l{place}", f"指标{place}", number(each), "f") for place, each in enumerate(weights))
    return Scheme("tests.weighted", "考核", tuple(lines))


def test_weights_of_95_are_refused_and_of_100_are_not():
    """standards/projects-and-appraisal.md §4 case 12: 30+35+20+10 = 95 ≠ 100."""
    with pytest.raises(Refused, match="应当是100，现在是95"):
        rules.check(weighted(30, 35, 20, 10))
    rules.check(weighted(30, 35, 25, 10))


def test_the_weights_of_every_level_are_100():
    """standards/projects-and-appraisal.md §2: weights of one level must add to 100."""
    top = Line("top", "时限", number(100))
    below = Line("below", "按期", number(60), "f", parent="top")
    with pytest.raises(Refused, match="“时限”下各项指标的分值之和应当是100，现在是60"):
        rules.check(Scheme("s", "s", (top, below)))
    other = Line("other", "提速", number(40), "f", parent="top")
    whole = Scheme("s", "s", (top, below, other))
    rules.check(whole)
    assert rules.full_points(whole, below) == 60


def test_the_points_of_guangyuan_are_16():
    """standards/projects-and-appraisal.md §4 case 13: 3×2 + 5 + 4×1 + 2×0.5 + 5 + 5 − 10 = 16."""
    scheme = tally(
        ("city_bulletin", "2"),
        ("commissioned", "5"),
        ("portal_text", "1"),
        ("picture", "0.5"),
        ("provincial_important", "5"),
        ("city_instruction", "5"),
        ("late_commissioned", "-10"),
    )
    times = {
        "city_bulletin": 3,
        "commissioned": 1,
        "portal_text": 4,
        "picture": 2,
        "provincial_important": 1,
        "city_instruction": 1,
        "late_commissioned": 1,
    }
    assert rules.appraised(scheme, {code: counted(each) for code, each in times.items()}).total == 16


def test_the_points_of_suzhou_are_37():
    """standards/projects-and-appraisal.md §4 case 14: 10×2 + 6×2 + 1×5 = 37."""
    scheme = tally(("sent", "2"), ("used_by_city", "2"), ("used_by_province", "5"))
    measured = {"sent": counted(10), "used_by_city": counted(6), "used_by_province": counted(1)}
    assert rules.appraised(scheme, measured).total == 37


def test_a_veto_makes_the_grade_the_last_whatever_the_points():
    """standards/projects-and-appraisal.md §4 case 15."""
    measured = {"tests.on_time": out_of(10, 10), "tests.findings": counted(0), "tests.leaks": counted(1)}
    found = rules.appraised(make_scheme(), measured)
    assert (found.total, found.grade, found.veto) == (100, "不合格", "发生泄密事件")
    assert rules.appraised(make_scheme(), measured | {"tests.leaks": counted(0)}).grade == "优秀"


def test_of_a_bonus_of_15_with_a_cap_of_10_ten_count():
    """standards/projects-and-appraisal.md §4 case 16."""
    measured = {"tests.on_time": out_of(1, 2), "tests.findings": counted(0), "tests.bonus": counted(15)}
    assert rules.appraised(make_scheme(), measured).total == 30 + 40 + 10


def test_points_are_taken_off_down_to_nothing():
    measured = {"tests.on_time": out_of(3, 4), "tests.findings": counted(55)}
    assert rules.appraised(make_scheme(), measured).total == 45


def test_what_is_exempt_does_not_count_and_the_rest_is_scaled_to_100():
    measured = {"tests.on_time": out_of(3, 4), "tests.findings": counted(55)}
    assert rules.appraised(make_scheme(), measured, {"findings"}).total == 75


def test_a_share_of_nothing_does_not_count():
    measured = {"tests.on_time": out_of(0, 0), "tests.findings": counted(4)}
    assert rules.appraised(make_scheme(), measured).total == 90


def test_a_unit_of_which_nothing_counts_is_not_appraised():
    found = rules.appraised(make_scheme(), {"tests.on_time": out_of(1, 1)}, {"on_time"})
    assert (found.total, found.grade) == (None, UNGRADED)


def test_equal_totals_share_a_place_and_the_unappraised_have_none():
    totals = [number(80), None, number(95), number(80), number(70)]
    assert rules.ranks(totals) == [2, None, 1, 2, 4]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ((), "至少要有一项指标"),
        ((Line("a", "甲", number(50), "f"), Line("a", "乙", number(50), "f")), "重复的指标代码"),
        ((Line("a", "甲", number(100), "f", "guessed"),), "计分方式只能是"),
        ((Line("a", "甲", number(-1), "f"),), "不能是负数"),
        ((Line("a", "甲", number(100), "f", parent="b"),), "上级指标不存在"),
    ],
)
def test_a_scheme_that_makes_no_sense_is_refused(lines, sentence):
    with pytest.raises(Refused, match=sentence):
        rules.check(Scheme("s", "s", lines))


def test_halves_are_rounded_up():
    assert rules.rounded(number("89.995")) == number("90.00")
