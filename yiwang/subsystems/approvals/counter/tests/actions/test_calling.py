"""Is everybody called in turn, to one window, and are the times what happened?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import actor
from yiwang.subsystems.approvals.counter import statistics
from yiwang.subsystems.approvals.counter.actions import calling, queueing
from yiwang.subsystems.approvals.counter.models import Call, Ticket
from yiwang.subsystems.approvals.counter.tests.makers import (
    make_clerk,
    make_hall,
    make_service,
    make_ticket,
    make_window,
    seated,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall():
    return make_hall()


@pytest.fixture
def service(hall):
    return make_service(hall)


@pytest.fixture
def window(hall, service):
    return make_window(hall, service)


@pytest.fixture
def clerk(window):
    return seated(window)


def next_of(clerk, window):
    ticket = calling.call_next(actor(clerk), window.pk)
    return ticket and ticket.number


def test_numbers_follow_one_another_by_hall_day_and_letter(hall, service):
    other = make_service(hall, "B")
    numbers = [make_ticket(one).number for one in (service, other, service)]
    assert numbers == ["A001", "B001", "A002"]
    elsewhere = make_service(make_hall(code="east", unit=hall.unit))
    assert make_ticket(elsewhere).number == "A001"


def test_the_next_number_is_called_started_and_finished(window, clerk, service):
    make_ticket(service), make_ticket(service)
    assert next_of(clerk, window) == "A001"
    with pytest.raises(Refused, match="请先开始办理、过号或者办完"):
        next_of(clerk, window)
    ticket = Ticket.objects.get(number="A001")
    calling.start(actor(clerk), ticket.pk)
    assert next_of(clerk, window) == "A002"
    ticket.refresh_from_db()
    assert (ticket.state, ticket.clerk) == ("done", clerk.person)
    calling.finish(actor(clerk), Ticket.objects.get(number="A002").pk)
    assert next_of(clerk, window) is None


def test_priority_comes_first_and_takes_turns(window, clerk, service):
    for _ in range(2):
        make_ticket(service)
    for _ in range(3):
        make_ticket(service, "elderly")
    called = []
    for _ in range(5):
        called.append(next_of(clerk, window))
        calling.start(actor(clerk), Ticket.objects.get(number=called[-1]).pk)
    assert called == ["A003", "A004", "A001", "A005", "A002"]


def test_a_window_calls_only_what_it_serves(hall, window, clerk):
    make_ticket(make_service(hall, "B"))
    assert next_of(clerk, window) is None
    bare = make_window(hall, number=2)
    with pytest.raises(Refused, match="还没有设置办理的业务"):
        next_of(seated(bare), bare)


def test_a_number_called_in_vain_may_be_called_again_or_queue_again(window, clerk, service):
    first = make_ticket(service)
    next_of(clerk, window)
    calling.call_again(actor(clerk), first.pk)
    assert [call.is_again for call in Call.objects.order_by("pk")] == [False, True]
    calling.skip(actor(clerk), first.pk)
    make_ticket(service)
    calling.requeue(actor(clerk), first.pk)
    assert next_of(clerk, window) == "A002"
    calling.skip(actor(clerk), Ticket.objects.get(number="A002").pk)
    called = calling.call(actor(clerk), window.pk, Ticket.objects.get(number="A002").pk)
    assert (called.state, called.ended_at) == ("called", None)


def test_a_transferred_person_goes_first_at_the_other_service(hall, window, clerk, service):
    other = make_service(hall, "B")
    there = make_window(hall, other, number=2)
    make_ticket(other)
    moved = make_ticket(service)
    next_of(clerk, window)
    with pytest.raises(Refused, match="请选择要转往的其他业务"):
        calling.transfer(actor(clerk), moved.pk, service.pk)
    calling.transfer(actor(clerk), moved.pk, other.pk)
    assert next_of(seated(there), there) == "A001"


def test_nobody_touches_the_number_of_another_window(hall, service, window, clerk):
    ticket = make_ticket(service)
    next_of(clerk, window)
    stranger = seated(make_window(hall, service, number=2))
    for deed in (calling.start, calling.finish, calling.skip, calling.call_again):
        with pytest.raises(Refused, match="不在您的窗口"):
            deed(actor(stranger), ticket.pk)
    with pytest.raises(Refused, match="请先上岗"):
        next_of(stranger, window)


def test_one_person_sits_at_one_window_and_one_window_has_one_person(hall, service, window, clerk):
    with pytest.raises(Refused, match=f"{clerk.person.name}正在1号窗口"):
        calling.sit(actor(make_clerk()), window.pk)
    other = make_window(hall, service, number=2)
    seated(other, clerk)
    window.refresh_from_db()
    assert window.clerk is None
    make_ticket(service)
    next_of(clerk, other)
    with pytest.raises(Refused, match="正在办理A001号"):
        calling.leave(actor(clerk), other.pk)
    calling.free(actor(make_clerk()), other.pk)
    assert Ticket.objects.get().state == "done"


def test_a_paused_window_calls_nobody(window, clerk, service):
    make_ticket(service)
    calling.pause(actor(clerk), window.pk, is_paused=True)
    with pytest.raises(Refused, match="已暂停服务"):
        next_of(clerk, window)
    calling.pause(actor(clerk), window.pk, is_paused=False)
    assert next_of(clerk, window) == "A001"


def test_the_figures_of_a_day_are_what_happened(hall, window, clerk, service):
    first, second = make_ticket(service), make_ticket(service)
    for ticket in (first, second):
        next_of(clerk, window)
        calling.start(actor(clerk), ticket.pk)
        calling.finish(actor(clerk), ticket.pk)
    ended = now()
    for ticket, waited, served in ((first, 120, 300), (second, 240, 600)):
        begun = shifted(ended, seconds=-served)
        Ticket.objects.filter(pk=ticket.pk).update(
            ended_at=ended,
            started_at=begun,
            called_at=begun,
            first_called_at=begun,
            taken_at=shifted(begun, seconds=-waited),
        )
    missed = make_ticket(service)
    next_of(clerk, window)
    calling.skip(actor(clerk), missed.pk)
    figures = statistics.of_day(hall, today())
    assert (figures.taken, figures.missed, figures.total.count) == (3, 1, 2)
    assert (figures.total.waiting, figures.total.service) == (3.0, 7.5)
    assert (figures.rows[0].missed, figures.rows[0].means.count) == (1, 2)


def test_what_is_left_of_a_past_day_lapses(hall, service):
    make_ticket(service)
    Ticket.objects.update(day=shifted(today(), days=-1))
    assert queueing.end_past_days() == 1
    assert Ticket.objects.get().state == "lapsed"
    assert make_ticket(service).number == "A002", "the series of today went on"


def test_a_closed_service_gives_no_numbers(hall, service):
    service.is_open = False
    service.save()
    with pytest.raises(Refused, match="现在不办理"):
        make_ticket(service)


def test_every_call_stands_in_the_record(window, clerk, service):
    make_ticket(service)
    next_of(clerk, window)
    entry = Entry.objects.get(act="counter.ticket_call")
    assert (entry.person, entry.detail["window"]) == (clerk.person.name, 1)
