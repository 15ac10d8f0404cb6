"""Is personal information masked as standards/security.md §6 and §9 ask?"""

import json
from pathlib import Path

import pytest

from yiwang.kernel.organizations import masking


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("张三", "张*"),
        ("李建国", "李**"),
        ("欧阳锋", "欧阳*"),
        ("欧阳", "欧*"),
        ("王", "王"),
        (" 司马相如 ", "司马**"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_surname(given: str, shown: str) -> None:
    assert masking.name(given) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("11010519491231002X", "110105********002X"),
        ("11010519491231002x", "110105********002X"),
        ("123456", "****56"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_an_identity_number_keeps_six_and_four(given: str, shown: str) -> None:
    assert masking.id_number(given) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [("13812345678", "138****5678"), ("12812345678", "*********78"), ("10086", "****6"), ("", "")],
)
def test_a_mobile_number_keeps_three_and_four(given: str, shown: str) -> None:
    assert masking.mobile(given) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("0379-63231234", "0379-6323****"),
        ("63231234转801", "6323****"),
        ("0379-63231234 ext 8", "0379-6323****"),
        ("110", "****"),
    ],
)
def test_a_fixed_telephone_hides_its_last_four_digits(given: str, shown: str) -> None:
    assert masking.fixed_phone(given) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("云泽市东城区人民路15号3幢2单元501室", "云泽市东城区人民路**号"),
        ("云泽市西山县李家村十二号", "云泽市西山县李家村**号"),
        ("云泽市西山县李家村", "云泽市西山县李家村"),
        ("云泽市人民路15-2", "云泽市人民路**"),
    ],
)
def test_an_address_ends_at_the_road_or_village(given: str, shown: str) -> None:
    assert masking.address(given) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [("6222021234567890123", "***************0123"), ("6222 0212 3456 7890", "************7890")],
)
def test_a_bank_account_keeps_its_last_four_digits(given: str, shown: str) -> None:
    assert masking.bank_account(given) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [("zhang@x.com", "z***@x.com"), ("z@x.com", "z***@x.com"), ("zhang", "*****"), ("", "")],
)
def test_an_email_address_keeps_its_first_letter_and_host(given: str, shown: str) -> None:
    assert masking.email(given) == shown


@pytest.mark.parametrize(
    ("given", "shown"), [("豫C12312", "豫C·***12"), ("豫C·D12345", "豫C·****45"), ("豫C", "**")]
)
def test_a_plate_keeps_province_office_and_two_characters(given: str, shown: str) -> None:
    assert masking.plate(given) == shown


def test_an_identity_number_in_text_is_masked() -> None:
    """standards/security.md §9 no. 8."""
    assert masking.text("申请人11010519491231002X。") == "申请人110105********002X。"


def test_eighteen_digits_with_a_wrong_check_digit_are_only_a_suspicion() -> None:
    """standards/security.md §9 no. 9."""
    text = "编号110105194912310021"
    assert masking.text(text) == text
    assert masking.suspicions(text) == ["110105194912310021"]
    assert masking.suspicions("11010519491231002X") == []


def test_a_mobile_number_in_text_is_masked_and_another_number_is_not() -> None:
    """standards/security.md §9 no. 10."""
    assert masking.text("电话13812345678，12812345678") == "电话138****5678，12812345678"


def test_a_bank_card_in_text_is_masked_by_its_check_digit() -> None:
    assert masking.text("卡号4111111111111111") == "卡号************1111"
    assert masking.text("流水4111111111111112") == "流水4111111111111112"


def test_the_check_digit_agrees_with_the_printed_examples(shared_data: Path) -> None:
    """GB 11643-1999."""
    lines = (shared_data / "codes" / "id_number.jsonl").read_text().splitlines()
    cases = [json.loads(line) for line in lines]
    assert cases
    for case in cases:
        assert masking.is_id_number(case["number"]) == case["valid"], case
