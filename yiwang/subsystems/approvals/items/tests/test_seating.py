"""行政许可法 art. 42: limits counted from acceptance; 审批 seats as data of the item."""

import pytest

from yiwang.kernel.deadlines.rules import Limit, Unit
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.subsystems.approvals.items import readiness, seating
from yiwang.subsystems.approvals.items.tests.makers import make_elements


def test_an_items_limits_are_those_of_its_clock():
    limits = seating.limits_of(make_elements())
    assert (limits.legal, limits.promised) == (
        Limit(20, Unit.WORKING_DAYS),
        Limit(8, Unit.WORKING_DAYS),
    )
    assert limits.basis == "中华人民共和国食品安全法第三十五条"


def test_what_is_done_on_the_spot_is_due_the_same_day():
    limits = seating.limits_of(make_elements(handling="1", promised_limit=None, legal_limit=None))
    assert (limits.legal, limits.promised) == (seating.ON_THE_SPOT, seating.ON_THE_SPOT)


@pytest.mark.django_db
def test_a_seat_without_a_unit_is_the_implementing_units(django_assert_num_queries):
    own, other = make_unit(), make_unit()
    given = [
        {"key": "lead", "role": "case_clerk"},
        {"key": "cooperating", "role": "case_reviewer", "unit": other.code, "limit": {"number": 5}},
        {"key": "cooperating", "role": "case_reviewer", "unit": own.code},
    ]
    with django_assert_num_queries(1):
        seats = seating.seats_of(make_elements(unit=own.code, seats=given))
    assert [seat.unit_id for seat in seats["lead"]] == [own.pk]
    assert [seat.unit_id for seat in seats["cooperating"]] == [other.pk, own.pk]
    assert seats["cooperating"][0].limit == Limit(5, Unit.WORKING_DAYS)


@pytest.mark.django_db
def test_a_closed_unit_takes_no_case():
    with pytest.raises(Refused, match="请修订实施清单"):
        seating.seats_of(make_elements(unit="没有"))


SEATS = [{"key": key, "role": "case_clerk"} for key in ("acceptor", "decider", "deliverer")]


@pytest.mark.django_db
class TestReadiness:
    def test_an_item_whose_process_and_seats_exist_is_ready(self):
        assert readiness.faults(make_elements()) == []
        assert readiness.faults(make_elements(process="immediate", seats=SEATS)) == []

    @pytest.mark.parametrize(
        ("changes", "element", "words"),
        [
            ({"process": "nothing"}, "process", "nothing"),
            ({"seats": SEATS}, "seats", "没有指定由谁办理"),
            (
                {"process": "immediate", "seats": [*SEATS, {"key": "lead", "role": "r"}]},
                "seats",
                "没有“lead”",
            ),
            (
                {"process": "immediate", "seats": [{**SEATS[0], "unit": "没有"}, *SEATS[1:]]},
                "seats",
                "不存在或已撤销",
            ),
            ({"sheet": {"type": "array"}}, "sheet", "申请表不能使用"),
        ],
    )
    def test_what_is_missing_is_named(self, changes, element, words):
        faults = readiness.faults(make_elements(**changes))
        assert faults
        assert all(fault.element == element for fault in faults)
        assert any(words in fault.sentence for fault in faults)
