"""Scores, ranks and awards as a table (FUNCTIONS S26; veto: 国办秘函〔2019〕19号)."""

from datetime import date
from decimal import Decimal

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.portal.contests import lines, rules
from yiwang.subsystems.portal.contests.rules import Award, Standing
from yiwang.subsystems.portal.contests.usual import usual

AWARDS = [Award("一等奖", 1), Award("二等奖", 2)]


def placed(*totals: str, vetoed: tuple[int, ...] = ()) -> list[tuple[int, str]]:
    standings = [Standing(key, Decimal(total), key in vetoed) for key, total in enumerate(totals)]
    found = rules.placed(standings, AWARDS)
    return [(found[key].rank, found[key].award) for key in range(len(totals))]


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        (("90", "80", "70", "60"), [(1, "一等奖"), (2, "二等奖"), (3, "二等奖"), (4, "")]),
        (("60", "90"), [(2, "二等奖"), (1, "一等奖")]),
        (("90", "90", "80"), [(1, "一等奖"), (1, "一等奖"), (3, "二等奖")]),
        (("90", "80", "80", "80"), [(1, "一等奖"), (2, "二等奖"), (2, "二等奖"), (2, "二等奖")]),
        ((), []),
    ],
)
def test_equal_totals_share_a_rank_and_an_award(totals, expected):
    assert placed(*totals) == expected


def test_a_vetoed_site_keeps_its_rank_and_leaves_the_award_to_the_next():
    assert placed("95", "80", "70", vetoed=(0,)) == [(1, ""), (2, "一等奖"), (3, "二等奖")]


def test_what_has_no_data_is_scaled_away():
    assert rules.total([(Decimal(30), Decimal(40)), (None, Decimal(60))]) == Decimal("75.00")
    assert rules.total([(Decimal("30.5"), Decimal(40)), (Decimal(60), Decimal(60))]) == Decimal("90.50")
    assert rules.total([(None, Decimal(100))]) == 0


def test_a_mean_is_rounded_half_up_and_needs_somebody():
    assert rules.mean([Decimal(8), Decimal(9), Decimal(8)]) == Decimal("8.33")
    assert rules.mean([Decimal("8.01"), Decimal("8.02")]) == Decimal("8.02")
    with pytest.raises(ValueError, match="Nobody"):
        rules.mean([])


def test_a_share_never_exceeds_the_points():
    assert rules.share_of(Decimal(15), Decimal(2), Decimal(3)) == Decimal("10.00")
    assert rules.share_of(Decimal(15), Decimal(5), Decimal(3)) == Decimal(15)
    assert rules.share_of(Decimal(15), Decimal(0), Decimal(0)) is None


@pytest.mark.parametrize(
    ("judge", "site", "expected"),
    [
        ("00010002", "00010002", True),
        ("000100020001", "00010002", True),
        ("00010002", "000100020001", True),
        ("0001", "00010002", False),
        ("00010002", "0001", False),
        ("0001", "0001", True),
        ("00010003", "00010002", False),
    ],
)
def test_a_judge_is_kept_from_the_sites_of_the_own_unit(judge, site, expected):
    assert rules.is_own(["00010009", judge], site, "0001") is expected


def test_the_usual_scheme_has_a_hundred_points():
    rules.check_scheme([line.points for line in usual().lines])
    with pytest.raises(Refused, match="99分"):
        rules.check_scheme([Decimal(99)])


def test_awards_and_groups_are_read_line_by_line():
    assert rules.awards_of("一等奖 1\n\n 二等奖  2 ") == AWARDS
    for wrong in ("一等奖", "一等奖 0", "一等奖 很多", " 3"):
        with pytest.raises(Refused, match="写法不对"):
            rules.awards_of(wrong)
    assert rules.groups_of("市直部门\n县区\n") == ["市直部门", "县区"]
    for wrong, said in (("", "至少"), ("县区\n县区", "重复")):
        with pytest.raises(Refused, match=said):
            rules.groups_of(wrong)


def test_dates_follow_each_other():
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    rules.check_dates(first, last, date(2026, 12, 20), date(2027, 2, 1))
    for wrong in (
        (last, first, last, date(2027, 2, 1)),
        (first, last, date(2025, 12, 1), date(2027, 2, 1)),
        (first, last, last, last),
    ):
        with pytest.raises(Refused):
            rules.check_dates(*wrong)


def test_a_table_is_read_in_both_encodings_and_dates_as_people_write_them():
    text = "\ufeff网站,问题,网址,整改期限\n水利局网站,栏目长期不更新,,2026年12月31日\n,,,\n"
    for encoding in ("utf-8", "gb18030"):
        data = text.lstrip("\ufeff" if encoding == "gb18030" else "").encode(encoding)
        [line] = lines.read(data)
        assert (line.number, line.site, lines.day_of(line.due)) == (2, "水利局网站", date(2026, 12, 31))
    assert lines.day_of("2026/1/5") == date(2026, 1, 5)
    for wrong in ("", "年底", "2026-13-01", "2026-02-30", "31.12.26.1"):
        assert lines.day_of(wrong) is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空的"),
        (b"\x00\x01\x02", "不是可以读取"),
        ("网站,问题\n".encode(), "缺少“整改期限”"),
        (b"x" * (lines.MOST_BYTES + 1), "超过2MB"),
        ("网站,问题,整改期限\n".encode() + b"a,b,c\n" * 2001, "最多导入2000行"),
    ],
)
def test_what_is_no_table_is_refused(data, said):
    with pytest.raises(Refused, match=said):
        lines.read(data)
