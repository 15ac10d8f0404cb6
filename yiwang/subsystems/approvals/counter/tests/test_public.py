"""Does the hall work for those who wait: kiosk, screen, bookings; and does nobody learn a name?"""

import pytest
from django.urls import reverse

from yiwang import zones
from yiwang.kernel.cases.tests.makers import at
from yiwang.kernel.intake.tests.makers import queries
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.approvals.counter import limits, public
from yiwang.subsystems.approvals.counter.actions import calling
from yiwang.subsystems.approvals.counter.models import Appointment, Booking, Ticket
from yiwang.subsystems.approvals.counter.tests.makers import (
    SLOTS,
    make_hall,
    make_service,
    make_ticket,
    make_window,
    seated,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(commits):
    with commits():
        return make_hall()


@pytest.fixture
def service(hall, commits):
    with commits():
        return make_service(hall, slots=SLOTS)


def text(response) -> str:
    return response.content.decode()


def test_a_number_is_taken_at_the_kiosk_and_followed_on_its_page(client, hall, service):
    assert hall.name in text(client.get("/counter/ticket/"))
    kiosk = reverse("counter:kiosk", args=[hall.code])
    assert "A类业务" in text(client.get(kiosk))
    first = text(client.post(kiosk, {"service": "A"}, follow=True))
    assert "A001" in first
    second = client.post(kiosk, {"service": "A"}, follow=True)
    assert "前面还有 <strong" in text(second)
    clerk = seated(window := make_window(hall, service))
    calling.call_next(actor(clerk), window.pk)
    own = reverse("counter:public_ticket", args=[Ticket.objects.get(number="A001").reference])
    assert "1号窗口" in text(client.get(own))
    assert clerk.person.name not in text(client.get(own))


def test_the_kiosk_says_what_it_refuses(client, hall, service):
    kiosk = reverse("counter:kiosk", args=[hall.code])
    assert "请选择要办的业务" in text(client.post(kiosk, {"service": "Z"}))
    assert "没有找到这个预约" in text(client.post(kiosk, {"code": "7KQ2M9XD"}))
    assert client.get(reverse("counter:kiosk", args=["nowhere"])).status_code == 404


def test_nobody_empties_the_roll_of_numbers(client, hall, service, monkeypatch):
    monkeypatch.setattr(limits, "TICKETS_AN_HOUR", 2)
    kiosk = reverse("counter:kiosk", args=[hall.code])
    answers = [client.post(kiosk, {"service": "A"}).status_code for _ in range(3)]
    assert answers == [302, 302, 429]


def test_the_screen_shows_the_newest_call_and_never_a_name(client, hall, service):
    clerk = seated(window := make_window(hall, service))
    screen = reverse("counter:screen", args=[hall.code])
    assert "留意叫号" in text(client.get(screen))
    make_ticket(service)
    calling.call_next(actor(clerk), window.pk)
    page = text(client.get(reverse("counter:screen_now", args=[hall.code])))
    assert "请 A 0 0 1 号，到 1号窗口 办理" in page
    assert clerk.person.name not in page


def test_the_screen_asks_the_database_the_same_number_of_times(client, hall, service):
    now = reverse("counter:screen_now", args=[hall.code])
    for number in (1, 2, 3):
        clerk = seated(window := make_window(hall, service, number=number))
        make_ticket(service)
        calling.call_next(actor(clerk), window.pk)
        with queries() as asked:
            client.get(now)
        if number == 1:
            few = len(asked)
    assert len(asked) == few


def test_kiosk_and_screen_are_answered_in_both_zones_and_bookings_outside_only():
    for view in (public.kiosk, public.ticket, public.screen, public.screen_now):
        assert zones.zones_of(view) == {"outer", "inner"}
    assert zones.zones_of(public.book) == {"outer"}


def test_a_time_is_booked_shown_and_given_back(client, hall, service, commits):
    with at("2026-03-06 10:00"):
        assert "A类业务" in text(client.get("/counter/appointments/"))
        book = reverse("counter:book", args=[hall.code, "A"])
        assert "3月9日" in text(client.get(book))
        missing = client.post(book, {"called": "张女士"})
        assert "请选择日期和时段" in text(missing)
        assert "张女士" in text(missing)
        with commits():
            booked = text(client.post(book, {"slot": "2026-03-09T09:00", "called": "张女士"}))
        assert "预约码" in booked
        code = booked.split("<dt>预约码</dt><dd>")[1].split("<")[0]
        found = client.post("/counter/appointments/find/", {"code": code}, follow=True)
        assert "张女士" in text(found)
        reference = Appointment.objects.get().reference
        with commits():
            client.post(reverse("counter:cancel_appointment", args=[reference]))
        assert Booking.objects.get().state == "cancelled"
        refused = client.post(reverse("counter:cancel_appointment", args=[reference]))
        assert refused.status_code == 409


def test_codes_are_not_guessed_without_end(client, hall, service, monkeypatch):
    monkeypatch.setattr(limits, "WRONG_CODES_AN_HOUR", 2)
    answers = [client.post("/counter/appointments/find/", {"code": "00000000"}).status_code for _ in range(3)]
    assert answers == [422, 422, 429]


def test_machines_are_asked_again_and_floods_are_stopped(client, hall, service, monkeypatch):
    book = reverse("counter:book", args=[hall.code, "A"])
    filled = {"slot": "2026-03-09T09:00", "called": "机器", "website": "http://spam.example"}
    assert "再次点击提交" in text(client.post(book, filled))
    monkeypatch.setattr(limits, "BOOKINGS_AN_HOUR", 1)
    with at("2026-03-06 10:00"):
        good = {"slot": "2026-03-09T09:00", "called": "张女士"}
        assert [client.post(book, good).status_code for _ in range(2)] == [200, 429]
