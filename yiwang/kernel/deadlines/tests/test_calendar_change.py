from datetime import date, time
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yiwang.kernel.deadlines import actions, calendar_change, in_force, notices, shipped
from yiwang.kernel.deadlines.calendar import OFF, WORK, Day
from yiwang.kernel.deadlines.calendar_change import (
    ORDINARY,
    NoticeFacts,
    change_day,
    differences,
    enter_notice,
    enter_timetable,
)
from yiwang.kernel.deadlines.models import (
    CalendarChange,
    CalendarDay,
    Clock,
    ClockEvent,
    Notice,
    OfficeTimetable,
)
from yiwang.kernel.deadlines.office_hours import Period, Timetable
from yiwang.kernel.deadlines.rules import Limit, Unit
from yiwang.kernel.deadlines.tests.makers import city, make_clock, workdays
from yiwang.kernel.errors import Refused

pytestmark = pytest.mark.django_db
MAY_1, MAY_6 = date(2026, 5, 1), date(2026, 5, 6)


@pytest.fixture(autouse=True)
def april_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped.load(apps)
    monkeypatch.setattr(timezone, "now", lambda: city("2026-04-20 12:00"))


def facts(**changes: Any) -> NoticeFacts:
    known: dict[str, Any] = {
        "number": "国办发明电〔2026〕3号",
        "title": "国务院办公厅关于调整2026年劳动节假期安排的通知",
        "year": 2026,
        "covers_year": False,
        "published_on": date(2026, 4, 20),
    }
    return NoticeFacts(**known | changes)


LONGER_MAY = [Day(MAY_6, OFF, "劳动节"), Day(date(2026, 5, 10), WORK, "劳动节")]


def test_a_changed_notice_supersedes_rows_and_keeps_them() -> None:
    enter_notice(facts(), [Day(date(2026, 5, 9), OFF, "劳动节")], "赵娜")

    rows = CalendarDay.objects.filter(date=date(2026, 5, 9)).order_by("known_on")
    assert [(row.kind, row.superseded_on) for row in rows] == [(WORK, date(2026, 4, 20)), (OFF, None)]
    assert rows[0].superseded_by == rows[1].notice
    assert not in_force.calendar().is_workday(date(2026, 5, 9))


def test_a_changed_calendar_moves_running_clocks_and_lists_them() -> None:
    """Alaveteli #7292: a new holiday has to move requests that are running."""
    moved = make_clock(city("2026-04-20 09:00"), legal=workdays(10), key="moved")
    over_before = make_clock(city("2026-04-20 09:00"), legal=workdays(3), key="over before")
    begun_after = make_clock(city("2026-04-01 09:00"), legal=Limit(60, Unit.CALENDAR_DAYS), key="plain days")
    due_before = moved.due_at

    change = enter_notice(facts(), LONGER_MAY, "赵娜")

    for clock in (moved, over_before, begun_after):
        before = clock.due_at
        clock.refresh_from_db()
        assert (clock.due_at == before) is (clock != moved)
    assert moved.due_at == moved.legal_due_at == city("2026-05-09")
    (event,) = change.moved_clocks.all()
    assert (event.clock, event.kind, event.by) == (moved, ClockEvent.RECOMPUTED, "赵娜")
    assert (event.due_before, event.due_after) == (due_before, moved.due_at)
    assert event.ground == "国办发明电〔2026〕3号"
    assert (change.looked_at, change.moved) == (2, 1)


def test_the_report_says_which_days_changed() -> None:
    change = enter_notice(facts(), [*LONGER_MAY, Day(MAY_1, OFF, "劳动节")], "赵娜")

    assert change.days == [
        {"date": "2026-05-06", "before": "周三上班", "after": "劳动节放假"},
        {"date": "2026-05-10", "before": "周日休息", "after": "劳动节调休上班"},
    ]
    assert CalendarChange.objects.first() == change


def test_the_dry_run_says_what_entering_would_change_and_changes_nothing() -> None:
    lines = differences(LONGER_MAY)

    assert [line["date"] for line in lines] == ["2026-05-06", "2026-05-10"]
    assert differences([Day(MAY_1, OFF, "劳动节")]) == []
    assert in_force.calendar().is_workday(MAY_6)


def test_pauses_used_stay_used_when_the_calendar_changes() -> None:
    clock = make_clock(city("2026-04-13 09:00"), legal=workdays(10))
    actions.pause(clock, "李明", "补正材料", at=city("2026-04-15 10:00"))
    clock = actions.resume(clock, "李明", at=city("2026-04-17 10:00"))
    assert clock.due_at == city("2026-04-30")

    change_day(date(2026, 4, 28), OFF, "地震哀悼日", facts(), "赵娜")

    clock.refresh_from_db()
    assert clock.due_at == city("2026-05-01")


def test_a_paused_clock_gets_its_end_by_the_new_calendar_when_it_goes_on() -> None:
    clock = make_clock(city("2026-04-13 09:00"), legal=workdays(14))
    actions.pause(clock, "李明", "补正材料", at=city("2026-04-15 10:00"))

    change = enter_notice(facts(), LONGER_MAY, "赵娜")

    assert change.moved == 0
    assert actions.resume(clock, "李明", at=city("2026-04-17 10:00")).due_at == city("2026-05-10")


def test_a_stopped_clock_keeps_the_end_that_was_communicated() -> None:
    clock = make_clock(city("2026-04-10 09:00"), legal=workdays(15))
    clock = actions.stop(clock, "李明")

    assert enter_notice(facts(), LONGER_MAY, "赵娜").moved == 0
    assert Clock.objects.get().due_at == clock.due_at


def test_a_clock_whose_end_lies_ahead_again_is_told_of_again() -> None:
    clock = make_clock(city("2026-04-01 09:00"), legal=workdays(10), warn=5)
    assert clock.due_at is not None
    assert clock.due_at < city("2026-04-20")
    Clock.objects.update(breached_at=city("2026-04-17"), warned_at=city("2026-04-15"))

    days = [Day(date(2026, 4, day), OFF, "停工") for day in (13, 14, 15, 16, 17)]
    change = enter_notice(facts(), days, "赵娜")

    clock.refresh_from_db()
    assert (change.moved, clock.due_at) == (1, city("2026-04-24"))
    assert (clock.breached_at, clock.warned_at) == (None, city("2026-04-15"))


def test_working_hours_move_with_the_calendar() -> None:
    enter_timetable("office", nine_to(17), "赵娜")
    clock = make_clock(city("2026-04-20 10:00"), legal=Limit(20, Unit.WORKING_HOURS))
    assert clock.due_at == city("2026-04-22 14:00")

    change_day(date(2026, 4, 21), OFF, "停工", facts(), "赵娜")

    clock.refresh_from_db()
    assert clock.due_at == city("2026-04-23 14:00")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(OFF, [OFF]), (ORDINARY, [])],
)
def test_one_day_can_be_corrected(kind: str, expected: list[str]) -> None:
    change = change_day(date(2026, 5, 9), kind, "劳动节", facts(), "赵娜")

    assert [row.kind for row in CalendarDay.objects.in_force().filter(date=date(2026, 5, 9))] == expected
    assert len(change.days) == 1
    assert not in_force.calendar().is_workday(date(2026, 5, 9))


def test_days_corrected_under_one_notice_share_it() -> None:
    change_day(MAY_6, OFF, "劳动节", facts(), "赵娜")
    change_day(date(2026, 5, 10), WORK, "劳动节", facts(), "赵娜")
    assert Notice.objects.get(number=facts().number).days.count() == 2


@pytest.mark.parametrize(
    ("day", "kind", "year", "sentence"),
    [
        pytest.param(MAY_1, OFF, 2026, "已经是这样安排", id="nothing changes"),
        pytest.param(MAY_6, ORDINARY, 2026, "已经是这样安排", id="ordinary already"),
        pytest.param(MAY_6, "half", 2026, "请选择", id="no such kind"),
        pytest.param(date(2027, 5, 4), OFF, 2027, "2027年的全年安排还没有录入", id="year without calendar"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(day: date, kind: str, year: int, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        change_day(day, kind, "劳动节", facts(year=year), "赵娜")


@pytest.mark.parametrize(
    ("changes", "days", "sentence"),
    [
        pytest.param({}, [], "没有认出放假或上班的日期", id="no days"),
        pytest.param({"number": " "}, LONGER_MAY, "请填写发文字号", id="no number"),
        pytest.param({"number": "国办发明电〔2025〕7号"}, LONGER_MAY, "已经录入", id="entered already"),
        pytest.param(
            {"covers_year": True}, LONGER_MAY, "2026年的节假日安排已经录入", id="year laid down already"
        ),
        pytest.param({"year": 2027}, LONGER_MAY, "不能只录入调整", id="change of an unknown year"),
    ],
)
def test_a_notice_that_does_not_fit_is_refused(
    changes: dict[str, Any], days: list[Day], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        enter_notice(facts(**changes), days, "赵娜")
    assert Notice.objects.count() == 23


NOTICE_2027 = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕9号
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月5日（周一）放假，与周末连休。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假。
六、中秋节：9月15日（周三）放假。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。10月9日（周六）上班。
国务院办公厅
2026年11月3日
"""


def test_a_new_year_opens_with_its_notice() -> None:
    """The wording is made up in the form of the real ones: no notice for 2027 is known."""
    waiting = make_clock(city("2026-04-20"), legal=workdays(200))
    assert (waiting.is_provisional, waiting.due_at) == (True, city("2027-02-05"))
    reading = notices.read(NOTICE_2027)
    assert reading.covers_year
    assert reading.published_on is not None

    known = {"number": reading.number, "year": 2027, "published_on": reading.published_on}
    enter_notice(facts(**known, covers_year=True, text=NOTICE_2027), reading.days, "赵娜")

    waiting.refresh_from_db()
    assert (waiting.is_provisional, waiting.due_at) == (False, city("2027-02-04"))
    assert make_clock(city("2026-04-20"), legal=workdays(200), key="2").due_at == city("2027-02-04")


def test_a_change_that_moves_an_end_into_an_unknown_year_is_refused_as_a_whole() -> None:
    make_clock(city("2026-04-20"), legal=workdays(424))
    assert Clock.objects.get().due_at == city("2028-01-01")

    with pytest.raises(Refused, match="2028年的节假日安排尚未录入"):
        enter_notice(facts(), [Day(MAY_6, OFF, "劳动节")], "赵娜")

    assert in_force.calendar().is_workday(MAY_6)
    assert Notice.objects.count() == 23


def test_many_clocks_are_moved_in_batches_with_few_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        make_clock(city("2026-04-20 09:00"), legal=workdays(10), key=f"{number}")
    monkeypatch.setattr(calendar_change, "BATCH", 20)

    with CaptureQueriesContext(connection) as queries:
        change = enter_notice(facts(), LONGER_MAY, "赵娜")

    assert change.moved == change.moved_clocks.count() == 40
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    # Per batch: clocks, their pauses, one UPDATE for ends alike, the ledger; 20 more for the notice itself.
    assert len(asked) <= 2 * 4 + 20, len(asked)


def test_clocks_with_different_ends_keep_them_apart() -> None:
    one = make_clock(city("2026-04-20 09:00"), legal=workdays(10), key="1")
    two = make_clock(city("2026-04-20 09:00"), legal=workdays(12), promised=workdays(9), key="2")

    assert enter_notice(facts(), LONGER_MAY, "赵娜").moved == 2

    one.refresh_from_db(), two.refresh_from_db()
    assert one.due_at == city("2026-05-09")
    assert (two.legal_due_at, two.promised_due_at) == (city("2026-05-11"), city("2026-05-08"))


def test_a_legal_end_that_moves_behind_a_promise_that_does_not_is_listed_in_words() -> None:
    clock = make_clock(city("2026-04-20 09:00"), legal=workdays(10), promised=workdays(3))

    (event,) = enter_notice(facts(), [Day(MAY_6, OFF, "劳动节")], "赵娜").moved_clocks.all()

    assert event.due_before == event.due_after == clock.due_at
    assert event.limit == "法定期限由2026-05-08 00:00改为2026-05-09 00:00届满"


def nine_to(hour: int) -> Timetable:
    return Timetable(date(2026, 4, 1), (Period(time(9), time(hour)),))


def test_changed_office_hours_move_the_clocks_that_follow_them() -> None:
    enter_timetable("office", nine_to(17), "赵娜")
    enter_timetable("window", nine_to(17), "赵娜")
    office = make_clock(city("2026-04-20 10:00"), legal=Limit(10, Unit.WORKING_HOURS), key="1")
    window = make_clock(
        city("2026-04-20 10:00"), legal=Limit(10, Unit.WORKING_HOURS), key="2", schedule="window"
    )

    change = enter_timetable("office", nine_to(12), "赵娜")

    office.refresh_from_db(), window.refresh_from_db()
    assert (office.due_at, window.due_at) == (city("2026-04-23 11:00"), city("2026-04-21 12:00"))
    assert [event.ground for event in change.moved_clocks.all()] == ["办公时间调整"]
    assert change.days == [
        {"date": "2026-04-01起（office）", "before": "09:00–17:00", "after": "09:00–12:00"},
    ]


def test_office_hours_that_make_no_sense_are_refused() -> None:
    with pytest.raises(Refused, match="开始早于结束"):
        enter_timetable("office", nine_to(8), "赵娜")
    assert not OfficeTimetable.objects.exists()
