from datetime import date

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.certificates import messages, rules

UNTIL = date(2026, 7, 1)


def test_a_renewal_asked_for_thirty_days_before_the_end_is_timely() -> None:
    """行政许可法 art. 50."""
    assert rules.is_timely(date(2026, 6, 1), UNTIL)
    assert not rules.is_timely(date(2026, 6, 2), UNTIL)


def test_a_renewal_asked_for_twenty_days_before_the_end_is_refused_or_no_timely_one() -> None:
    """approvals.md §9 case 14."""
    with pytest.raises(Refused, match="届满30日前（2026年6月1日以前）"):
        rules.check_renewal_asked(date(2026, 6, 11), UNTIL, 30, takes_late=False)
    assert rules.check_renewal_asked(date(2026, 6, 11), UNTIL, 30, takes_late=True) is False
    assert rules.check_renewal_asked(date(2026, 6, 1), UNTIL, 30, takes_late=False) is True


def test_a_timely_request_without_decision_at_the_end_is_deemed_granted() -> None:
    """approvals.md §9 case 15."""
    state = rules.state_on(date(2026, 7, 2), rules.VALID, UNTIL, has_timely_request=True)
    assert rules.STATES[state] == "视为准予延续"
    assert rules.state_on(date(2026, 7, 1), rules.VALID, UNTIL, has_timely_request=True) == rules.VALID


@pytest.mark.parametrize(
    ("state", "after"),
    [
        ("valid", "expired"),
        ("changed", "expired"),
        ("suspended", "expired"),
        ("deemed", "deemed"),
        ("revoked", "revoked"),
        ("cancelled", "cancelled"),
    ],
)
def test_the_day_after_the_end_finds_a_certificate_without_request(state: str, after: str) -> None:
    assert rules.state_on(date(2026, 7, 2), state, UNTIL, has_timely_request=False) == after


def test_what_is_suspended_is_not_deemed_renewed() -> None:
    assert rules.state_on(date(2026, 7, 2), rules.SUSPENDED, UNTIL, has_timely_request=True) == rules.EXPIRED


@pytest.mark.parametrize(
    ("asked_on", "until", "words"),
    [(date(2026, 7, 2), UNTIL, "已经届满"), (date(2026, 6, 1), rules.UNLIMITED, "不需要延续")],
)
def test_after_the_end_and_without_end_nothing_is_renewed(asked_on: date, until: date, words: str) -> None:
    with pytest.raises(Refused, match=words):
        rules.check_renewal_asked(asked_on, until, 30, takes_late=True)


def test_every_deed_is_allowed_from_its_states_and_refused_from_the_others() -> None:
    for deed, (name, before, after) in rules.DEEDS.items():
        for state in rules.STATES:
            if state in before:
                assert rules.next_state(state, deed) == (after or state)
            else:
                with pytest.raises(Refused, match=name):
                    rules.next_state(state, deed)


def test_nothing_may_be_done_with_a_cancelled_certificate() -> None:
    assert rules.allowed(rules.CANCELLED, has_asked=False, is_unlimited=False, has_checks=True) == []


def test_only_what_makes_sense_is_offered() -> None:
    offered = rules.allowed(rules.VALID, has_asked=False, is_unlimited=True, has_checks=False)
    assert offered == ["change", "suspend", "revoke", "annul", "cancel"]
    asked = rules.allowed(rules.VALID, has_asked=True, is_unlimited=False, has_checks=True)
    assert {"refuse_renewal", "renew", "annual_check"} <= set(asked)
    assert "ask_renewal" not in asked


def test_grounds_are_named_by_article_paragraph_and_item() -> None:
    """行政许可法 art. 69, 70."""
    assert rules.ground_label("69.1.3") == "行政许可法第69条第1款第3项：违反法定程序作出准予决定"
    assert rules.ground_label("69.2").startswith("行政许可法第69条第2款：")
    assert rules.ground_label("70.1") == "行政许可法第70条第1项：有效期届满未延续"
    assert rules.ground_label("") == ""


@pytest.mark.parametrize(("deed", "ground"), [("annul", "70.1"), ("cancel", "69.2"), ("cancel", "")])
def test_a_ground_of_another_article_is_refused(deed: str, ground: str) -> None:
    with pytest.raises(Refused, match="行政许可法第"):
        rules.checked_ground(deed, ground, "理由充分")


def test_a_certificate_without_end_ends_in_2099() -> None:
    """credit.md §1.1 no. 22, §4 case 23."""
    assert rules.validity(date(2026, 2, 9), rules.UNLIMITED) == "2026年2月9日起长期有效"
    with pytest.raises(Refused, match="2099年12月31日"):
        rules.check_validity(date(2026, 2, 9), date(2100, 1, 1))
    with pytest.raises(Refused, match="早于"):
        rules.check_validity(date(2026, 2, 9), date(2026, 2, 8))


PARTS = {"code": "SP", "unit": "YZ-SCJ", "year": "2026"}


@pytest.mark.parametrize(
    ("pattern", "number", "series"),
    [
        (rules.PATTERN, "SP202600012", "2026"),
        ("JY{serial:8}", "JY00000012", ""),
        ("{unit}-{year}-{serial}", "YZ-SCJ-2026-12", "YZ-SCJ:2026"),
    ],
)
def test_a_number_follows_the_rule_of_its_kind(pattern: str, number: str, series: str) -> None:
    rules.check_pattern(pattern)
    assert rules.number_of(pattern, PARTS, 12) == number
    assert rules.series_of(pattern, PARTS) == series


@pytest.mark.parametrize(
    "pattern", ["SP{year}", "{serial}{region}", "{serial", "{serial:x}", "{serial:0}", ""]
)
def test_a_number_rule_that_says_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(Refused, match="流水号"):
        rules.check_pattern(pattern)


def test_what_somebody_types_from_a_certificate_is_understood() -> None:
    assert rules.read_number(" ｓｐ2026 00012 ") == "SP202600012"
    assert rules.read_code("abcd-efgh") == rules.read_code("ＡＢＣＤ－ＥＦＧＨ") == "ABCDEFGH"
    assert rules.grouped("ABCDEFGH") == "ABCD-EFGH"


def test_the_message_knows_every_state() -> None:
    states = messages.Certificate.model_fields["state"].annotation.__args__
    assert set(states) == set(rules.STATES)
