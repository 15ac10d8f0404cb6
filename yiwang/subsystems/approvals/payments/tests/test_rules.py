"""May this be charged, what does a payment change, and where do two books differ?"""

import pytest

from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.payments import rules
from yiwang.subsystems.approvals.payments.rules import Booked, Demanded
from yiwang.subsystems.approvals.payments.tests.makers import FEES


def amounts(*demanded):
    return [(line.full, line.amount) for line in rules.lines(demanded, FEES)]


def test_a_fixed_standard_is_charged_by_the_piece():
    assert amounts(Demanded("F01", quantity=3)) == [(3_000, 3_000)]


def test_where_the_standard_is_no_amount_somebody_says_it():
    assert amounts(Demanded("F01"), Demanded("F02", amount=45_050)) == [(1_000, 1_000), (45_050, 45_050)]


def test_a_reduced_fee_and_an_exempted_one_name_their_ground():
    reduced = Demanded("F02", amount=50_000, relief="reduced", reduced_to=25_000, ground="小微企业减半")
    exempted = Demanded("F01", relief="exempted", ground="低保家庭免收")
    assert amounts(reduced, exempted) == [(50_000, 25_000), (1_000, 0)]


@pytest.mark.parametrize(
    ("demanded", "sentence"),
    [
        ([], "至少选择一个收费项目"),
        ([Demanded("F99")], "不在本事项公布的收费目录内"),  # 行政许可法 art. 58, 59
        ([Demanded("F01"), Demanded("F01")], "不能列两次"),
        ([Demanded("F01", amount=2_000)], "不能改收20.00元"),
        ([Demanded("F01", quantity=0)], "数量"),
        ([Demanded("F02")], "填写“检测费”的应缴金额"),
        ([Demanded("F02", amount=0)], "填写“检测费”的应缴金额"),
        ([Demanded("F01", relief="exempted", ground=" ")], "请写明减免依据"),
        ([Demanded("F01", relief="reduced", reduced_to=1_000, ground="减半")], "小于10.00元"),
        ([Demanded("F01", relief="reduced", ground="减半")], "大于0"),
        ([Demanded("F01", relief="gift", ground="人情")], "减免方式"),
    ],
)
def test_what_may_not_be_charged_is_refused(demanded, sentence):
    with pytest.raises(Refused, match=sentence):
        rules.lines(demanded, FEES)


@pytest.mark.parametrize(
    ("state", "amount", "standing"),
    [
        ("due", 1_000, "effective"),
        ("due", 999, "wrong"),
        ("due", 1_001, "wrong"),
        ("paid", 1_000, "surplus"),
        ("voided", 1_000, "surplus"),
        ("refunded", 1_000, "surplus"),
    ],
)
def test_only_the_right_amount_on_an_open_bill_settles_it(state, amount, standing):
    assert rules.standing(state, 1_000, amount) == standing


@pytest.mark.parametrize(
    ("refunded", "state"), [(0, "paid"), (1, "partly"), (999, "partly"), (1_000, "refunded")]
)
def test_a_bill_is_paid_back_in_part_or_whole(refunded, state):
    assert rules.state_after_refund(1_000, refunded) == state


@pytest.mark.parametrize(("under_way", "amount"), [(0, 0), (0, -1), (0, 1_001), (600, 401), (1_000, 1)])
def test_no_more_is_given_back_than_was_paid(under_way, amount):
    with pytest.raises(Refused):
        rules.check_refund(1_000, under_way, amount)


def test_the_rest_may_be_given_back():
    rules.check_refund(1_000, 600, 400)


def test_whoever_asks_for_a_refund_does_not_approve_it():
    with pytest.raises(Refused, match="另一位"):
        rules.check_two_hands(7, 7)
    rules.check_two_hands(7, 8)


def test_two_books_differ_in_three_ways():
    here = [Booked("a", "1", 100), Booked("b", "2", 200), Booked("c", "3", 300)]
    there = [Booked("a", "1", 100), Booked("c", "3", 299), Booked("d", "4", 400)]
    found = [(one.kind, one.key, one.here, one.there) for one in rules.differences(here, there)]
    assert found == [
        ("missing_there", "b", 200, None),
        ("amount", "c", 300, 299),
        ("missing_here", "d", None, 400),
    ]
    assert rules.counted(one[0] for one in found) == {"missing_here": 1, "missing_there": 1, "amount": 1}


@pytest.mark.parametrize(
    ("fen", "written"), [(0, "0.00"), (5, "0.05"), (123_450, "1,234.50"), (10**9, "10,000,000.00")]
)
def test_fen_are_shown_as_yuan(fen, written):
    assert rules.yuan(fen) == written


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (0, "零元整"),
        (1_000, "壹拾元整"),
        (102_050, "壹仟零贰拾元伍角整"),
        (140_950, "壹仟肆佰零玖元伍角整"),  # 支付结算办法 附一 第四条
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (10_700_053, "壹拾万零柒仟元伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (7, "柒分"),
        (50, "伍角整"),
        (100_000_000, "壹佰万元整"),
        (10_000_000_000, "壹亿元整"),
        (10_000_500_000, "壹亿零伍仟元整"),
        (100_500_000, "壹佰万零伍仟元整"),
    ],
)
def test_an_amount_is_written_in_the_capitals_of_accounts(fen, written):
    assert rules.capital(fen) == written
