import pytest
from django.urls import reverse
from django.utils import timezone

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.models import CalendarDay, Notice
from yiwang.kernel.deadlines.tests.makers import city
from yiwang.kernel.organizations.tests.makers import make_post, make_root, sign_in

pytestmark = pytest.mark.django_db

# Invented for this test: no arrangement for 2027 is published yet.
NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕99号
一、元旦：1月1日至3日放假，共3天。
二、春节：2月5日至11日放假调休，共7天。2月13日（周六）上班。
三、清明节：4月3日至5日放假，共3天。
四、劳动节：5月1日至5日放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日放假。
六、中秋节：9月15日放假。
七、国庆节：10月1日至7日放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
国务院办公厅
2026年11月20日
"""


@pytest.fixture
def keeper(client):
    sign_in(client, make_post(unit=make_root(), roles=["calendar_keeper"]))
    return client


def test_the_calendar_shows_the_working_days_of_a_year(keeper):
    page = keeper.get(reverse("workbench:calendar"), {"year": "2026"})
    assert page.context["workdays"] == 248  # calendar.md §4
    assert [month.workdays for month in page.context["months"]][:3] == [21, 16, 22]


@pytest.mark.parametrize("year", ["2028", "abc", "", "99999999999999999999"])
def test_a_year_without_a_calendar_is_not_guessed(keeper, year):
    assert keeper.get(reverse("workbench:calendar"), {"year": year}).context["year"] == 2026


def test_the_year_ahead_is_shown_as_provisional(keeper):
    page = keeper.get(reverse("workbench:calendar"), {"year": "2027"})
    assert (page.context["year"], page.context["workdays"]) == (2027, 248)
    assert "2027年的放假和调休安排还没有录入，暂按法定节假日推算" in page.content.decode()
    assert "2027年（暂定）" in page.content.decode()


def test_a_due_date_is_worked_out_day_by_day(keeper):
    """calendar.md §7 case 7: twenty working days after 2024-01-29 end on 2024-02-29."""
    asked = {"start": "2024-01-29", "number": 20, "unit": "working_days"}
    page = keeper.get(reverse("workbench:working"), asked)
    assert f"{page.context['due_on']:%Y-%m-%d}" == "2024-02-29"
    assert len([line for line in page.context["lines"] if line.counts]) == 20


def test_a_due_date_in_a_year_without_calendar_is_refused_in_place(keeper):
    asked = {"start": "2027-12-31", "number": 1, "unit": "working_days"}
    page = keeper.get(reverse("workbench:working"), asked).content.decode()
    assert "2028年的节假日安排尚未录入" in page
    assert 'value="2027-12-31"' in page


def test_a_due_date_in_the_year_ahead_is_provisional(keeper):
    """calendar.md §7 case 18."""
    asked = {"start": "2026-12-31", "number": 1, "unit": "working_days"}
    page = keeper.get(reverse("workbench:working"), asked).content.decode()
    assert "2027年1月4日" in page
    assert "到期日暂按法定节假日推算" in page


def test_a_notice_is_first_read_and_only_then_entered(keeper):
    address = reverse("workbench:calendar_notice")
    shown = keeper.post(address, {"text": NOTICE, "step": "read"})
    assert "2027-02-13" in shown.content.decode()
    assert not Notice.objects.filter(year=2027).exists()
    keeper.post(address, {"text": NOTICE, "step": "enter"})
    assert CalendarDay.objects.filter(date="2027-02-13", kind="work").exists()
    assert Entry.objects.filter(act="workbench.notice_enter").count() == 1


def test_a_text_without_dates_is_refused_and_stays_in_the_form(keeper):
    page = keeper.post(reverse("workbench:calendar_notice"), {"text": "关于放假的通知", "step": "read"})
    assert "关于放假的通知</textarea>" in page.content.decode()
    assert page.context["form"].errors


def test_who_does_not_keep_the_calendar_may_look_but_not_enter(client):
    sign_in(client, make_post())
    assert client.get(reverse("workbench:calendar")).status_code == 200
    assert client.get(reverse("workbench:calendar_notice")).status_code == 409


@pytest.mark.parametrize(
    ("moment", "is_late"),
    [("2026-12-09 10:00", None), ("2026-12-10 10:00", False), ("2027-01-04 10:00", True)],
)
def test_the_notice_that_should_be_public_by_now_waits_for_the_keeper(client, monkeypatch, moment, is_late):
    monkeypatch.setattr(timezone, "now", lambda: city(moment))
    sign_in(client, make_post(unit=make_root(), roles=["calendar_keeper"]))
    piles = client.get(reverse("workbench:home")).context["piles"]
    waiting = [todo for pile in piles for todo in pile.todos]
    assert [todo.is_late for todo in waiting] == ([] if is_late is None else [is_late])
    assert all("录入2027年放假和调休的通知" in todo.title for todo in waiting)


def test_who_does_not_keep_the_calendar_is_not_asked_for_it(client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: city("2026-12-20 10:00"))
    sign_in(client, make_post(unit=make_root()))
    assert client.get(reverse("workbench:home")).context["piles"] == []
