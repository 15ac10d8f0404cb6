"""From which day does the time of a kind run that counts from receipt, and when does it stand still?"""

import pytest

from yiwang.kernel.cases import actions, kinds, rules
from yiwang.kernel.cases.actions import SpecialProcedure
from yiwang.kernel.cases.kinds import Kind
from yiwang.kernel.cases.tests.makers import at, by, make_case, make_office
from yiwang.kernel.deadlines.tests.makers import city
from yiwang.kernel.errors import Refused

pytestmark = pytest.mark.django_db
CODE = "tests.request"


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    """A kind whose clock runs from receipt and stands still while others are asked."""
    kind = Kind(CODE, "测试申请", "CQ", runs_from_receipt=True, pauses=frozenset({"third_party"}))
    monkeypatch.setattr(kinds, "_registered", {**kinds.registered(), CODE: kind})


def received(day="2026-03-02 09:00"):
    office = make_office()
    with at(day):
        return office, make_case(office, kind=CODE)


def test_the_day_of_receipt_may_be_confirmed_later_and_the_clock_runs_from_it():
    office, case = received()
    with at("2026-03-04 15:00"):
        actions.confirm_receipt(by(office.clerk), case.pk, city("2026-03-03 10:00"))
        case = actions.accept(by(office.clerk), case.pk)
    assert case.received_at == case.accepted_at == city("2026-03-03 10:00")
    assert case.clock.started_at == city("2026-03-03 10:00")


def test_receipt_is_confirmed_after_it_came_not_in_the_future_and_before_acceptance():
    office, case = received()
    with at("2026-03-04 15:00"):
        for moment in ("2026-03-02 08:00", "2026-03-05 08:00"):
            with pytest.raises(Refused, match="提交之后、现在之前"):
                actions.confirm_receipt(by(office.clerk), case.pk, city(moment))
        actions.accept(by(office.clerk), case.pk)
        with pytest.raises(Refused, match="不能确认收到"):
            actions.confirm_receipt(by(office.clerk), case.pk)


def test_its_time_stands_still_for_its_own_grounds_and_for_no_others():
    office, case = received()
    with at("2026-03-04 15:00"):
        actions.accept(by(office.clerk), case.pk)
        with pytest.raises(Refused, match="征求第三方意见"):
            actions.pause(by(office.clerk), case.pk, SpecialProcedure("hearing", "需要听证", "10个工作日"))
    with at("2026-03-06 15:00"):
        asked = SpecialProcedure("third_party", "征求意见", "15个工作日", at=city("2026-03-05 09:00"))
        paused = actions.pause(by(office.clerk), case.pk, asked)
        assert paused.began_at == city("2026-03-05 09:00")
        assert case.events.get(kind="pause").label == "征求第三方意见，期限暂停"
    with at("2026-03-12 15:00"):
        actions.resume(by(office.clerk), case.pk, "同意公开", city("2026-03-11 00:00"))
        case.refresh_from_db()
    assert (case.state, case.pauses.get().ended_at) == (rules.ACCEPTED, city("2026-03-11 00:00"))


def test_an_ordinary_licence_does_not_stand_still_while_a_third_party_is_asked():
    office = make_office()
    case = make_case(office)
    actions.accept(by(office.clerk), case.pk)
    with pytest.raises(Refused, match="听证"):
        actions.pause(by(office.clerk), case.pk, SpecialProcedure("third_party", "征求意见", "15个工作日"))
