import pytest
from django.utils import timezone

from yiwang.kernel.deadlines import actions, ledger
from yiwang.kernel.deadlines.actions import Extension
from yiwang.kernel.deadlines.tests.makers import city, make_clock, workdays

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: city("2026-03-10 12:00"))


def test_pauses_are_read_off_in_order_with_their_grounds() -> None:
    clock = make_clock(city("2026-03-02"))
    actions.pause(clock, "李明", "补正材料", at=city("2026-03-03"))
    actions.resume(clock, "李明", at=city("2026-03-04"))
    actions.pause(clock, "李明", "专家评审", at=city("2026-03-05"))

    assert [pause.ground for pause in ledger.pauses_of(clock)] == ["补正材料"]
    pauses = ledger.pauses_of(clock, ended_at=city("2026-03-09"))
    assert [(pause.ground, pause.ended_at) for pause in pauses] == [
        ("补正材料", city("2026-03-04")),
        ("专家评审", city("2026-03-09")),
    ]


def test_the_working_of_a_clock_ends_where_the_clock_ends() -> None:
    clock = make_clock(city("2026-03-02 10:00"), legal=workdays(20), promised=workdays(5))
    actions.pause(clock, "李明", "补正材料", at=city("2026-03-03 10:00"))
    actions.resume(clock, "李明", at=city("2026-03-05 10:00"))
    approved = Extension(workdays(2), approver="王局长", ground="《行政许可法》第四十二条")
    clock = actions.extend(clock, "李明", approved)

    legal, promised = ledger.working_of(clock), ledger.working_of(clock, promised=True)

    assert f"{legal[-1].date}" == "2026-04-03"
    assert clock.legal_due_at == city("2026-04-04")
    assert f"{promised[-1].date}" == "2026-03-13"
    assert clock.promised_due_at == city("2026-03-14")
    assert [line.why for line in legal if "暂停" in line.why] == ["暂停，不计入（补正材料）"] * 2


def test_a_paused_clock_is_worked_out_as_if_it_went_on_now() -> None:
    clock = make_clock(city("2026-03-02 10:00"), legal=workdays(5))
    clock = actions.pause(clock, "李明", "补正材料", at=city("2026-03-04 10:00"))

    assert f"{ledger.working_of(clock)[-1].date}" == "2026-03-13"


def test_nothing_promised_has_no_working() -> None:
    assert ledger.working_of(make_clock(city("2026-03-02")), promised=True) == []
