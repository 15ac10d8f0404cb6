"""What do the rules say, without a database?"""

from datetime import date

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import rules

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("name", ["云泽市人民政府", "  数据局 ", "A&B<i>局</i>", "=1+1", "㐀𠀀局", "😀"])
def test_a_name_of_visible_characters_is_taken(name: str) -> None:
    assert rules.checked_name(name, 120) == name.strip()


@pytest.mark.parametrize(
    "name",
    ["", "   ", "长" * 121, "数据\x00局", "数据\u202e局", "数据\u200b局", "行\n行", "\ufeff局", "\ue000"],
)
def test_an_empty_long_or_invisible_name_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        rules.checked_name(name, 120)


def test_a_refused_name_says_which_field_it_is() -> None:
    with pytest.raises(Refused) as refused:
        rules.checked_name("", 60, "short_name")
    assert refused.value.field == "short_name"


@pytest.mark.parametrize("code", ["YZ", "11410300-MB", "a_1", "9" * 40])
def test_a_code_of_letters_digits_and_hyphens_is_taken(code: str) -> None:
    assert rules.checked_code(f" {code} ") == code


@pytest.mark.parametrize("code", ["", "代码", "a b", "a/b", "9" * 41, "<b>", "a\n"])
def test_another_code_is_refused(code: str) -> None:
    if code == "a\n":
        assert rules.checked_code(code) == "a"
        return
    with pytest.raises(Refused):
        rules.checked_code(code)


@pytest.mark.parametrize("mark", ["", "云政", "云政办发", "云"])
def test_a_document_mark_is_chinese(mark: str) -> None:
    """党政机关公文处理工作条例 (2012) art. 9(5): 发文字号 = 机关代字 + 年份 + 序号."""
    assert rules.checked_mark(mark) == mark


@pytest.mark.parametrize("mark", ["云政〔2026〕1号", "YZ", "云 政", "云" * 13])
def test_a_document_mark_holds_neither_year_nor_brackets(mark: str) -> None:
    with pytest.raises(Refused):
        rules.checked_mark(mark)


@pytest.mark.parametrize(
    ("given", "kept"), [("Li.Jianguo", "li.jianguo"), (" a1 ", "a1"), ("zhang_san-2", "zhang_san-2")]
)
def test_accounts_are_kept_in_lower_case(given: str, kept: str) -> None:
    assert rules.checked_username(given) == kept


@pytest.mark.parametrize("given", ["", "a", "张三", "a b", ".a", "a" * 61, "a'--"])
def test_another_account_is_refused(given: str) -> None:
    with pytest.raises(Refused):
        rules.checked_username(given)


@pytest.mark.parametrize(
    ("given", "kept"), [("", ""), ("13812345678", "13812345678"), ("138-1234 5678", "13812345678")]
)
def test_a_mobile_number_has_eleven_digits(given: str, kept: str) -> None:
    assert rules.checked_mobile(given) == kept


@pytest.mark.parametrize("given", ["12812345678", "1381234567", "+8613812345678", "138123456789"])
def test_another_mobile_number_is_refused(given: str) -> None:
    with pytest.raises(Refused):
        rules.checked_mobile(given)


@pytest.mark.parametrize(
    ("on", "last", "is_allowed"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (date(2026, 1, 1), date(2025, 1, 1), True),
        (date(2026, 11, 23), None, False),
        (date(2024, 12, 31), date(2025, 1, 1), False),
    ],
)
def test_a_change_takes_effect_between_the_last_change_and_today(
    on: date, last: date | None, is_allowed: bool
) -> None:
    if is_allowed:
        rules.check_effective(on, TODAY, last)
    else:
        with pytest.raises(Refused):
            rules.check_effective(on, TODAY, last)


@pytest.mark.parametrize(
    ("path", "parent", "is_allowed"),
    [
        ("00010001", "0001", True),
        ("00010001", "00010002", True),
        ("00010001", "00010001", False),
        ("00010001", "000100010003", False),
    ],
)
def test_a_unit_never_moves_below_itself(path: str, parent: str, is_allowed: bool) -> None:
    if is_allowed:
        rules.check_parent(path, parent)
    else:
        with pytest.raises(Refused):
            rules.check_parent(path, parent)


@pytest.mark.parametrize(("children", "posts", "is_allowed"), [(0, 0, True), (1, 0, False), (0, 1, False)])
def test_only_an_empty_unit_closes(children: int, posts: int, is_allowed: bool) -> None:
    if is_allowed:
        rules.check_close(children, posts)
    else:
        with pytest.raises(Refused):
            rules.check_close(children, posts)


@pytest.mark.parametrize(
    ("is_open", "merged_into", "parent_is_open", "is_allowed"),
    [
        (False, None, True, True),
        (True, None, True, False),
        (False, "数据局", True, False),
        (False, None, False, False),
    ],
)
def test_reopening_needs_a_closed_unmerged_unit_below_an_open_parent(
    is_open: bool, merged_into: str | None, parent_is_open: bool, is_allowed: bool
) -> None:
    if is_allowed:
        rules.check_reopen(is_open, merged_into, parent_is_open)
    else:
        with pytest.raises(Refused):
            rules.check_reopen(is_open, merged_into, parent_is_open)


@pytest.mark.parametrize(
    ("path", "target", "is_allowed"),
    [
        ("00010001", "00010002", True),
        ("00010001", "0001", True),
        ("00010001", "00010001", False),
        ("00010001", "000100010001", False),
    ],
)
def test_a_unit_merges_into_any_other_that_is_not_below_it(path: str, target: str, is_allowed: bool) -> None:
    if is_allowed:
        rules.check_merge(path, target)
    else:
        with pytest.raises(Refused):
            rules.check_merge(path, target)


@pytest.mark.parametrize(
    "held", [[], ["system_administrator"], ["audit_administrator", "audit_administrator"]]
)
def test_one_administration_may_be_held(held: list[str]) -> None:
    assert rules.administration(held) == (held[0] if held else "")


@pytest.mark.parametrize(
    "held",
    [
        ["system_administrator", "security_administrator"],
        ["system_administrator", "audit_administrator"],
        ["security_administrator", "audit_administrator"],
    ],
)
def test_no_two_administrations_meet_in_one_person(held: list[str]) -> None:
    """GB/T 22239-2019 8.1.4.2 三员分立; standards/security.md §9 no. 2."""
    with pytest.raises(Refused, match="三人分别担任"):
        rules.administration(held)


def test_nobody_decides_about_themselves() -> None:
    rules.check_not_oneself(1, 2)
    rules.check_not_oneself(None, 2)
    with pytest.raises(Refused):
        rules.check_not_oneself(2, 2)


def test_a_post_is_lent_to_somebody_else_for_at_most_a_year() -> None:
    rules.check_delegation(1, 2, 366)
    with pytest.raises(Refused):
        rules.check_delegation(1, 1, 3)
    with pytest.raises(Refused):
        rules.check_delegation(1, 2, 367)


def test_only_what_is_held_can_be_lent() -> None:
    rules.check_lent(["clerk"], ["clerk", "chief"], "roles")
    for lent in ([], ["sealer"], ["clerk", "sealer"]):
        with pytest.raises(Refused):
            rules.check_lent(lent, ["clerk", "chief"], "roles")


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("Abcdefg1", 0),
        ("abc-1234", 0),
        ("云泽Abc-de", 0),
        ("Abcdef1", 1),
        ("abcdefgh1", 1),
        ("ABCDEFGH", 1),
        ("12345678", 1),
        ("abc", 2),
        ("", 2),
    ],
)
def test_a_password_has_eight_characters_of_three_kinds(password: str, faults: int) -> None:
    """GB/T 22239-2019 8.1.4.1 a; standards/security.md §2."""
    assert len(rules.password_faults(password)) == faults
