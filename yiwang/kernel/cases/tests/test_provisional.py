"""What do officials and parties learn of a last day that lies in a year whose notice is still to come?"""

from datetime import date

import pytest
from django.apps import apps

from yiwang.kernel.cases import actions, history, rules, tasks, timing
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import TOLD, at, by, make_case, make_office
from yiwang.kernel.deadlines import heralding, notices, shipped
from yiwang.kernel.deadlines.calendar_change import enter_notice
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.deadlines.sweep import sweep
from yiwang.kernel.deadlines.tests.test_calendar_change import NOTICE_2027, facts
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.models import Notice

pytestmark = pytest.mark.django_db
# Made up, as NOTICE_2027 is: two more days off, both made up for before the 18th.
OTHER_2027 = NOTICE_2027.replace(
    "一、元旦：1月1日（周五）至3日（周日）放假，共3天。",
    "一、元旦：1月1日（周五）至5日（周二）放假调休，共5天。1月9日（周六）、1月10日（周日）、1月16日（周六）上班。",
)


def publish(text: str) -> None:
    reading = notices.read(text)
    known = {"number": reading.number, "year": 2027, "published_on": reading.published_on}
    enter_notice(facts(**known, covers_year=True, text=text), reading.days, "赵娜")


@pytest.fixture(autouse=True)
def known_to_2026() -> None:
    shipped.load(apps)


def test_a_last_day_that_may_move_is_told_as_such_and_marked(client) -> None:
    office = make_office()
    with at("2026-12-21 10:00"):
        case = make_case(office)
        assert history.RESERVE not in TOLD[-1].text  # to be accepted by 28 December
        case = actions.accept(by(office.clerk), case.pk)
        assert TOLD[-1].due_on == date(2027, 1, 19)
        assert TOLD[-1].text.endswith(history.RESERVE)
        client.force_login(office.clerk.person)
        page = client.get(f"/office/cases/{case.pk}/").content.decode()
        board = client.get("/office/cases/unit/").content.decode()
    assert page.count(">暂定</span>") == 2
    assert "暂按法定节假日推算；公布并录入后自动重新计算，并告知申请人" in page
    assert ">暂定</span>" in board


def test_the_party_learns_of_the_last_day_that_the_notice_gives() -> None:
    office = make_office()
    with at("2026-12-21 10:00"):
        case = actions.accept(by(office.clerk), make_case(office).pk)
    with at("2026-12-22 10:00"):
        publish(OTHER_2027)
        assert heralding.tell_moves() == 1
        assert heralding.tell_moves() == 0
    case = Case.objects.select_related("clock").get(pk=case.pk)
    assert not timing.may_move(case)
    assert (TOLD[-1].label, TOLD[-1].due_on) == (tasks.MOVED, date(2027, 1, 18))
    assert history.RESERVE not in TOLD[-1].text
    line = case.events.last()
    assert line
    assert (line.kind, line.public_label, line.due_on) == ("recount", tasks.MOVED, date(2027, 1, 18))


def test_one_that_may_not_be_told_does_not_keep_the_others_from_hearing(monkeypatch) -> None:
    office = make_office()
    with at("2026-12-21 10:00"):
        cases = [actions.accept(by(office.clerk), make_case(office).pk) for _ in range(2)]
    secret, entered = cases[0].pk, tasks.enter

    def enter(actor, case, line, told):
        if case.pk == secret:
            raise Refused("内容带有密级标志，不能发送。")
        return entered(actor, case, line, told)

    monkeypatch.setattr(tasks, "enter", enter)
    with at("2026-12-22 10:00"):
        publish(OTHER_2027)
        assert heralding.tell_moves() == 2
    assert [case.events.filter(kind="recount").count() for case in cases] == [0, 1]
    assert heralding.tell_moves() == 0


def test_whose_case_ended_is_not_told() -> None:
    office = make_office()
    with at("2026-12-21 10:00"):
        case = actions.accept(by(office.clerk), make_case(office).pk)
    with at("2026-12-22 10:00"):
        actions.withdraw(by(office.clerk), case.pk, "不办了")
        told = len(TOLD)
        publish(OTHER_2027)
        heralding.tell_moves()
    assert len(TOLD) == told


def test_the_time_to_accept_follows_the_calendar_too() -> None:
    office = make_office()
    with at("2026-12-29 10:00"):
        case = make_case(office)
        assert (case.is_acceptance_provisional, TOLD[-1].due_on) == (True, date(2027, 1, 6))
        assert TOLD[-1].text.endswith(history.RESERVE)
        publish(OTHER_2027)
    case.refresh_from_db()
    assert (case.state, case.is_acceptance_provisional) == (rules.RECEIVED, False)
    assert case.accept_due_at
    assert timing.last_day(case.accept_due_at) == date(2027, 1, 8)
    assert not Clock.objects.exists()


def test_who_is_warned_reads_that_the_day_may_still_move() -> None:
    office = make_office()
    with at("2026-12-21 10:00"):
        actions.accept(by(office.clerk), make_case(office).pk)
    with at("2027-01-19 10:00"):
        sweep(now())
    notice = Notice.objects.get(subject__startswith="办件即将到办理期限")
    assert "最后一日：2027年01月19日（放假安排公布前暂定）" in notice.body
