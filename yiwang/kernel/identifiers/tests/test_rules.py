import json
from datetime import date
from pathlib import Path

import pytest

from yiwang.kernel.errors import Refused
from yiwang.kernel.identifiers import rules


def vectors(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def refusal(kind: str, number: str) -> str:
    with pytest.raises(Refused) as refused:
        rules.check(kind, number)
    return refused.value.sentence


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000600037341L", "11341702486344515H"])
def test_a_credit_code_with_its_check_character_is_right(code: str) -> None:
    """credit.md §4 cases 1 to 3; GB 32100-2015."""
    assert rules.check("credit", code) == code


def test_a_credit_code_with_another_check_character_hears_the_right_one() -> None:
    """credit.md §4 case 4."""
    assert "校验码应为3，现为4" in refusal("credit", "91350100M000100Y44")


@pytest.mark.parametrize("letter", list("IOSVZ"))
def test_a_letter_that_credit_codes_never_use_is_named(letter: str) -> None:
    """credit.md §4 case 5."""
    sentence = refusal("credit", f"9135010{letter}M000100Y43")
    assert f"第8位是“{letter}”" in sentence
    assert "I、O、S、V、Z" in sentence


def test_a_letter_that_looks_like_a_digit_is_asked_about() -> None:
    assert "是否应为数字0" in refusal("credit", "913501O0M000100Y43")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("12345", "应为18位，现为5位"),
        ("", "请填写统一社会信用代码"),
        ("B1350100M000100Y43", "第1位是“B”，应为登记管理部门代码"),
        ("9135A100M000100Y43", "第5位是“A”，应为数字（行政区划代码）"),
        ("91350100M000100Y4汉", "第18位是“汉”"),
    ],
)
def test_what_is_wrong_with_a_credit_code_is_named(code: str, words: str) -> None:
    assert words in refusal("credit", code)


@pytest.mark.parametrize(
    ("code", "canonical"),
    [("D2143569-X", "D2143569X"), ("M000100Y-4", "M000100Y4"), ("48634451-5", "486344515")],
)
def test_an_organisation_code_is_right_with_and_without_its_hyphen(code: str, canonical: str) -> None:
    """credit.md §4 cases 6 to 8; GB 11714-1997."""
    assert rules.check("organisation", code) == rules.check("organisation", canonical) == canonical


def test_an_organisation_code_stands_in_the_credit_code() -> None:
    """credit.md §4 case 7."""
    assert rules.check("credit", "91350100M000100Y43")[8:17] == rules.check("organisation", "M000100Y-4")


@pytest.mark.parametrize(
    ("code", "words"),
    [("D2143569-1", "校验码应为X，现为1"), ("D2143569", "应为9位，现为8位"), ("D214356汉X", "第8位是“汉”")],
)
def test_what_is_wrong_with_an_organisation_code_is_named(code: str, words: str) -> None:
    assert words in refusal("organisation", code)


def test_an_identity_number_tells_birth_and_sex() -> None:
    """credit.md §4 case 9; GB 11643-1999."""
    facts = rules.read_identity("11010519491231002x")
    assert (facts.region, facts.born_on, facts.sex) == ("110105", date(1949, 12, 31), rules.Sex.FEMALE)
    assert facts.sex.label == "女"


def test_somebody_may_be_born_long_ago() -> None:
    """credit.md §4 case 10."""
    facts = rules.read_identity("440524188001010014")
    assert (facts.born_on, facts.sex) == (date(1880, 1, 1), rules.Sex.MALE)


def test_an_identity_number_with_another_check_digit_hears_the_right_one() -> None:
    """credit.md §4 case 11."""
    assert "校验码应为X，现为1" in refusal("identity", "110105194912310021")


def test_a_birth_on_a_day_that_never_was_is_named() -> None:
    """credit.md §4 case 12."""
    assert "出生日期1949年02月31日不存在" in refusal("identity", "110105194902310021")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1101051949123100", "应为18位，现为16位"),
        ("44052418800101001O", "第18位是“O”，应为数字或X；是否应为数字0"),
        ("1101051949123X0021", "第14位是“X”，应为数字"),
        ("110105194912310", "只有15位"),
    ],
)
def test_what_is_wrong_with_an_identity_number_is_named(number: str, words: str) -> None:
    assert words in refusal("identity", number)


def test_an_old_number_of_fifteen_digits_is_written_with_eighteen() -> None:
    """credit.md §3.3"""
    assert rules.check("identity", "110105491231002") == "11010519491231002X"


def test_a_number_is_understood_as_people_type_it() -> None:
    assert rules.check("credit", " 91350100 m000100y43 ") == "91350100M000100Y43"
    assert rules.check("identity", "１１０１０５１９４９１２３１００２ｘ") == "11010519491231002X"
    assert rules.check("organisation", "M000100Y－4") == "M000100Y4"


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("passport", "E12345678", "E1234-678"),
        ("permit_hk_mo", "H12345678", "A12345678"),
        ("permit_tw", "12345678", "1234567"),
        ("other", "军字第0012345号", "<script>"),
    ],
)
def test_other_documents_are_held_to_a_pattern(kind: str, right: str, wrong: str) -> None:
    assert rules.check(kind, right) == right
    assert rules.KINDS[kind] in refusal(kind, wrong)


def test_a_kind_that_is_none_is_refused() -> None:
    assert refusal("badge", "1") == "请选择证件类型。"


def test_every_kind_has_its_national_code_and_back() -> None:
    """GA/T 2000.156"""
    assert set(rules.NATIONAL) == set(rules.KINDS)
    assert all(rules.kind_of_national(code) == kind for kind, code in rules.NATIONAL.items())
    assert rules.kind_of_national("123") == "other"


@pytest.mark.parametrize(
    ("kind", "number", "shown"),
    [
        ("identity", "11010519491231002x", "110105********002X"),
        ("passport", "E12345678", "E******78"),
        ("other", "12345", "*****"),
        ("credit", "91350100M000100Y43", "91350100M000100Y43"),
        ("identity", "110105", "******"),
    ],
)
def test_a_masked_number_keeps_its_ends_only(kind: str, number: str, shown: str) -> None:
    """standards/security.md §6"""
    assert rules.masked(kind, number) == shown


def test_an_old_project_code_is_taken_apart() -> None:
    """approvals.md §9 case 11."""
    code = rules.project_code("2017-441900-35-03-003456")
    assert vars(code) == {
        "period": "2017",
        "region": "441900",
        "industry_or_department": "35",
        "type": "03",
        "serial": "003456",
    }
    assert (code.is_old, code.type_label, len(code.text)) == (True, "备案", 24)


def test_a_new_project_code_is_taken_apart() -> None:
    """approvals.md §9 case 12."""
    code = rules.project_code("２１０４—440100-04-01-123456")
    assert (code.period, code.is_old, code.type_label) == ("2104", False, "审批")
    assert code.text == "2104-440100-04-01-123456"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2104-44010-04-01-123456", "地区代码应为6位数字，现为“44010”"),
        ("2113-440100-04-01-123456", "时间代码“2113”"),
        ("2010-440100-04-01-123456", "时间代码“2010”"),
        ("2104-440100-04-01-12345X", "序号应为6位数字"),
        ("210444010004011234", "应为五段"),
    ],
)
def test_a_project_code_that_is_wrong_hears_which_part(text: str, words: str) -> None:
    """approvals.md §9 case 13; §7."""
    with pytest.raises(Refused, match=words):
        rules.project_code(text)


def test_published_credit_codes_are_judged_as_published(shared_data: Path) -> None:
    found = vectors(shared_data / "codes" / "uscc.jsonl")
    faults = {one["code"]: rules.judged("credit", one["code"]).fault for one in found}
    # A is a registrar today; of this one only the check character is wrong.
    assert faults.pop("A1110000600037341L") == "checksum"
    assert faults == {one["code"]: one.get("reason") for one in found if one["code"] in faults}
    assert len(faults) == 231


def test_published_identity_numbers_are_judged_as_published(shared_data: Path) -> None:
    found = vectors(shared_data / "codes" / "id_number.jsonl")
    faults = {one["number"]: rules.judged("identity", one["number"]).fault for one in found}
    # Fifteen digits are the length of an old number; this one has an impossible birth.
    assert faults.pop("110105194912310") == "date"
    assert faults == {one["number"]: one.get("reason") for one in found if one["number"] in faults}
    assert len(faults) == 6
