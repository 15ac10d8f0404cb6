"""Can a time be booked by the web, once a place, on working days, and exchanged for a number in the hall?"""

from datetime import date

import pytest

from yiwang.kernel.audit.rules import PUBLIC, SYSTEM
from yiwang.kernel.cases.tests.makers import at
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.actions.telling import owe_all
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.models import Envelope
from yiwang.subsystems.approvals.counter import codes, days, messages
from yiwang.subsystems.approvals.counter.actions import arriving, booking, halls, queueing
from yiwang.subsystems.approvals.counter.models import Booking, Offer, Tiding
from yiwang.subsystems.approvals.counter.tests.makers import SLOTS, make_hall, make_service

pytestmark = pytest.mark.django_db

FRIDAY = "2026-03-06 10:00"


@pytest.fixture
def hall(commits):
    with commits():
        hall = make_hall()
        make_service(hall, slots=SLOTS, days_ahead=5)
    return hall


@pytest.fixture
def offer(hall):
    return Offer.objects.get()


def booked(offer, commits, slot="2026-03-09T09:00", called="张女士"):
    with commits():
        return booking.book(PUBLIC, offer.pk, slot, called)


def test_what_can_be_booked_crosses_and_is_on_working_days_only(offer):
    with at(FRIDAY):
        found = days.open_places(offer)
    assert [one.day for one in found] == [date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 11)]
    assert [place.left for place in found[0].places] == [2, 1]


def test_a_made_up_saturday_can_be_booked(offer):
    """2026-02-14 is a Saturday on which people work (国办发明电〔2025〕7号)."""
    with at("2026-02-12 10:00"):
        assert date(2026, 2, 14) in days.bookable(offer)


def test_days_without_a_calendar_are_left_out(offer):
    with at("2035-03-05 10:00"):
        assert days.bookable(offer) == []


def test_days_of_the_year_ahead_are_offered_only_once_it_has_begun(offer):
    """Its notice may yet take them; in a year without notice people still have to come."""
    with at("2026-12-30 10:00"):
        assert days.bookable(offer) == [date(2026, 12, 31)]
    with at("2027-01-01 10:00"):
        assert days.bookable(offer)[0] == date(2027, 1, 4)


def test_a_booking_arrives_inside_and_becomes_a_number_with_priority(hall, offer, commits):
    with at(FRIDAY):
        made = booked(offer, commits)
    expected = Booking.objects.get()
    assert (expected.called, expected.state) == ("张女士", "booked")
    with at("2026-03-09 08:00"), pytest.raises(Refused, match="还没有到预约时间"):
        queueing.check_in(PUBLIC, hall.pk, made.code)
    with at("2026-03-09 08:45"):
        ticket = queueing.check_in(PUBLIC, hall.pk, f" {made.code[:4].lower()}-{made.code[4:]} ")
        assert (ticket.priority, ticket.is_priority) == ("booked", True)
        with pytest.raises(Refused, match="已到场"):
            queueing.check_in(PUBLIC, hall.pk, made.code)


@pytest.mark.parametrize(
    ("moment", "sentence"), [("2026-03-09 10:16", "已超过预约时间"), ("2026-03-10 09:00", "不是今天")]
)
def test_a_booking_is_good_at_its_time_only(hall, offer, commits, moment, sentence):
    with at(FRIDAY):
        made = booked(offer, commits)
    with at(moment), pytest.raises(Refused, match=sentence):
        queueing.check_in(PUBLIC, hall.pk, made.code)


def test_a_wrong_code_is_nobodys_booking(hall):
    with pytest.raises(Refused, match="没有找到这个预约"):
        queueing.check_in(PUBLIC, hall.pk, "00000000")


def test_the_last_place_is_given_once_and_given_back(offer, commits):
    with at(FRIDAY):
        made = booked(offer, commits, "2026-03-09T14:00")
        with pytest.raises(Refused, match="约满"):
            booked(offer, commits, "2026-03-09T14:00")
        with commits():
            booking.cancel(PUBLIC, made.appointment.reference)
        assert Booking.objects.get().state == "cancelled"
        with pytest.raises(Refused, match="已经取消"):
            booking.cancel(PUBLIC, made.appointment.reference)
        booked(offer, commits, "2026-03-09T14:00")


@pytest.mark.parametrize(
    ("slot", "sentence"),
    [
        ("2026-03-07T09:00", "这一天不能预约"),
        ("2026-03-06T09:00", "这一天不能预约"),
        ("2026-04-30T09:00", "这一天不能预约"),
        ("2026-03-09T10:00", "没有这个时段"),
        ("明天", "请选择日期和时段"),
    ],
)
def test_what_is_not_on_offer_cannot_be_booked(offer, commits, slot, sentence):
    with at(FRIDAY), pytest.raises(Refused, match=sentence):
        booked(offer, commits, slot)


def test_on_the_day_itself_nothing_is_cancelled(offer, commits):
    with at(FRIDAY):
        made = booked(offer, commits)
    with at("2026-03-09 08:00"), pytest.raises(Refused, match="当天不能在网上取消"):
        booking.cancel(PUBLIC, made.appointment.reference)


def test_who_did_not_come_is_missed(offer, commits):
    with at(FRIDAY):
        booked(offer, commits)
    with at("2026-03-10 01:00"):
        assert queueing.end_past_days() == 1
    assert Booking.objects.get().state == "missed"


def test_the_code_is_kept_as_a_digest_only(offer, commits):
    with at(FRIDAY):
        made = booked(offer, commits)
    assert made.code not in str(Tiding.objects.get(kind=messages.APPOINTMENT).body)
    assert made.appointment.code_digest == codes.digest(made.code)


def test_an_older_plan_that_comes_late_changes_nothing(offer, monkeypatch):
    monkeypatch.setattr(arriving, "check_from", lambda taken, zone: None)
    first = Tiding.objects.filter(kind=messages.HALL).order_by("pk").first()
    arriving.take_hall(Taken(Envelope(), messages.Hall.model_validate(first.body), (), ()))
    offer.refresh_from_db()
    assert offer.slots == SLOTS


def test_a_service_that_is_closed_is_offered_no_longer(hall, offer, commits):
    said = {name: getattr(hall, name) for name in halls.HALL}
    with commits():
        halls.change_hall(SYSTEM, hall.pk, {**said, "is_open": False})
    assert not Offer.objects.open().exists()


def test_an_outer_zone_that_was_set_up_anew_learns_of_every_hall(offer, commits):
    offer.delete()
    with commits():
        owe_all(SYSTEM)
    assert Offer.objects.get().slots == SLOTS
