"""Is everybody called to one window, numbered once, and the last place booked once? On PostgreSQL."""

from functools import partial

import pytest
from django.db import connection

from yiwang.kernel.audit.rules import PUBLIC
from yiwang.kernel.cases.tests.makers import at
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.kernel.organizations.tests.racing import at_once, refusals
from yiwang.subsystems.approvals.counter.actions import booking, calling
from yiwang.subsystems.approvals.counter.models import Appointment, Offer, Ticket
from yiwang.subsystems.approvals.counter.tests.makers import (
    SLOTS,
    make_clerk,
    make_hall,
    make_service,
    make_ticket,
    make_window,
    seated,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


def test_windows_that_call_at_once_call_different_numbers():
    hall = make_hall()
    service = make_service(hall)
    windows = [make_window(hall, service, number=number) for number in range(1, 5)]
    clerks = [seated(window) for window in windows]
    for _ in range(6):
        make_ticket(service)
    at_once(
        *[
            partial(calling.call_next, actor(clerk), window.pk)
            for clerk, window in zip(clerks, windows, strict=True)
        ]
    )
    called = Ticket.objects.filter(state="called")
    assert called.count() == 4
    assert {ticket.window_id for ticket in called} == {window.pk for window in windows}


def test_numbers_taken_at_once_follow_one_another():
    service = make_service(make_hall())
    at_once(*[partial(make_ticket, service) for _ in range(6)])
    numbers = sorted(Ticket.objects.values_list("number", flat=True))
    assert numbers == [f"A{number:03d}" for number in range(1, 7)]


def test_a_window_is_taken_by_one_of_two():
    hall = make_hall()
    window = make_window(hall, make_service(hall))
    clerks = [make_clerk() for _ in range(2)]
    outcomes = at_once(*[partial(calling.sit, actor(clerk), window.pk) for clerk in clerks])
    assert len(refusals(outcomes)) == 1


def test_the_last_place_is_booked_once():
    make_service(make_hall(), slots=SLOTS, days_ahead=5)
    offer = Offer.objects.get()
    with at("2026-03-06 10:00"):
        at_once(*[partial(booking.book, PUBLIC, offer.pk, "2026-03-09T14:00", "张女士") for _ in range(4)])
    assert Appointment.objects.count() == 1
