"""Do numbers, codes and states follow their rules?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import rules
from yiwang.kernel.intake.rules import ANSWER, ASK, CLOSE, NOTE, Taken


def test_a_number_is_prefix_date_and_serial():
    assert rules.number("JC", date(2026, 11, 25), 17) == "JC2026112500017"
    assert rules.number("JC", date(2026, 11, 25), 123_456) == "JC20261125123456"


@given(st.binary(min_size=32, max_size=32))
def test_a_code_is_read_back_however_it_is_typed(bits):
    code = rules.code_of(bits)
    assert len(code) == 12
    for typed in (
        code,
        code.lower(),
        rules.grouped(code),
        f" {rules.grouped(code).lower()} ",
        "－".join(code),
    ):
        assert rules.read_code(typed) == code


def test_a_code_holds_sixty_bits():
    assert len(set(rules.ALPHABET)) == 32
    assert rules.code_of(b"\xff" * 8) == "Z" * 12
    assert rules.code_of(b"\x00" * 7 + b"\x0f") == "0" * 12
    assert rules.code_of(b"\x00" * 7 + b"\x10") == "0" * 11 + "1"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7kq2-m9xd-4htr", "7KQ2M9XD4HTR"),
        ("７ＫＱ２Ｍ９ＸＤ４ＨＴＲ", "7KQ2M9XD4HTR"),
        ("oil2-m9xd-4htr", "0112M9XD4HTR"),
        ("7KQ2-M9XD-4HT", ""),
        ("7KQ2-M9XD-4HTU", ""),
        ("", ""),
        ("7" * 500, ""),
    ],
)
def test_what_can_be_no_code_is_none(typed, read):
    assert rules.read_code(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" jc20261125 00017 ", "JC2026112500017"),
        ("ＪＣ２０２６１１２５０００１７", "JC2026112500017"),
        ("2026112500017", ""),
        ("JC'; DROP TABLE", ""),
    ],
)
def test_a_number_is_read_as_it_is_typed(typed, read):
    assert rules.read_number(typed) == read


STEPS = [
    ([], "received"),
    ([Taken(1, NOTE)], "handling"),
    ([Taken(1, NOTE), Taken(2, ASK)], "supplement"),
    ([Taken(1, NOTE), Taken(2, ASK, is_settled=True)], "handling"),
    ([Taken(1, ASK), Taken(2, NOTE)], "supplement"),
    ([Taken(1, ASK), Taken(2, ANSWER)], "answered"),
    ([Taken(1, NOTE), Taken(2, CLOSE)], "closed"),
    ([Taken(1, ANSWER), Taken(2, CLOSE)], "closed"),
]


@pytest.mark.parametrize(("steps", "state"), STEPS)
def test_the_state_follows_from_the_steps_in_whatever_order_they_come(steps, state):
    """standards/security.md §4 and §9 no. 12: sequence gaps; nothing rests on the order of arrival."""
    assert rules.state_of(steps, is_withdrawn=False) == state
    assert rules.state_of(reversed(steps), is_withdrawn=False) == state
    assert rules.state_of(steps, is_withdrawn=True) == "withdrawn"


def test_only_an_open_submission_goes_on():
    rules.check_open("handling", "撤回")
    with pytest.raises(Refused, match="已答复，不能再撤回"):
        rules.check_open("answered", "撤回")


def test_a_rating_comes_once_and_after_the_answer():
    rules.check_ratable("answered", None)
    with pytest.raises(Refused, match="答复之后"):
        rules.check_ratable("closed", None)
    with pytest.raises(Refused, match="已经评价"):
        rules.check_ratable("answered", 5)
    with pytest.raises(Refused, match="满意程度"):
        rules.check_stars(6)


def test_text_is_needed_and_bounded():
    assert rules.checked_text("  好 \x00", "text") == "好"
    with pytest.raises(Refused, match="请填写"):
        rules.checked_text(" \x00 ", "text")
    with pytest.raises(Refused, match="不要超过5字，现有6字"):
        rules.checked_text("六个字的文字", "text", 5)


def test_files_are_bounded():
    rules.check_files(2, 2)
    with pytest.raises(Refused, match="最多只能附2个"):
        rules.check_files(3, 2)
    with pytest.raises(Refused, match="不能附文件"):
        rules.check_files(1, 0)
