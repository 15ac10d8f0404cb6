"""How does somebody get a number, and how do the numbers of a day end?"""

from datetime import datetime

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import day_of, local, now, today
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.counter import codes, rules
from yiwang.subsystems.approvals.counter.models import Booking, Call, Series, Service, Ticket

MOST_A_DAY = 999


@transaction.atomic
def take_ticket(by: Actor, service_id: int, way: str, priority: str = "") -> Ticket:
    """A number of the service's letter. Raises Refused while hall or service are closed."""
    service = Service.objects.select_related("hall").get(pk=service_id)
    ticket = _numbered(service, way, priority)
    record(by, "counter.ticket_take", ticket, hall=service.hall.code, number=ticket.number, way=way)
    return ticket


def _numbered(service: Service, way: str, priority: str) -> Ticket:
    if not service.hall.is_open or not service.is_open:
        raise Refused(f"“{service.name}”现在不办理，请咨询引导员。")
    if priority not in rules.REASONS:
        raise Refused("请选择优先办理的理由。", field="priority")
    moment = now()
    day = day_of(moment)
    about = {"hall": service.hall, "day": day, "letter": service.letter}
    Series.objects.bulk_create([Series(**about)], ignore_conflicts=True)
    series = Series.objects.select_for_update(of=("self",)).get(**about)
    if series.last >= MOST_A_DAY:
        raise Refused("今天的号已经发完，请改日再来或者网上办理。")
    series.last += 1
    series.save(update_fields=["last"])
    return Ticket.objects.create(
        hall=service.hall,
        service=service,
        day=day,
        number=rules.ticket_number(service.letter, series.last),
        way=way,
        priority=priority,
        is_priority=bool(priority),
        taken_at=moment,
        queued_at=moment,
    )


@transaction.atomic
def check_in(by: Actor, hall_id: int, code: str) -> Ticket:
    """Exchange a booking of today for a number that goes before others.

    Raises Refused for a code that the hall does not expect, too early, too late, and the second time.
    """
    held = Booking.objects.select_for_update(of=("self",)).select_related("service__hall")
    booking = held.filter(code_digest=codes.digest(code), service__hall=hall_id).first()
    if booking is None:
        raise Refused("没有找到这个预约，请核对预约码和大厅。", field="code")
    if booking.day != today():
        raise Refused(f"这个预约的日期是{booking.day:%m月%d日}，不是今天。", field="code")
    minute = _minutes(local(now()))
    rules.check_punctual(
        booking.state,
        booking.begins.hour * 60 + booking.begins.minute,
        booking.ends.hour * 60 + booking.ends.minute,
        minute,
    )
    ticket = _numbered(booking.service, rules.BOOKED, rules.BOOKED)
    booking.state, booking.ticket = "arrived", ticket
    booking.save(update_fields=["state", "ticket"])
    record(by, "counter.booking_arrive", booking, hall=ticket.hall.code, number=ticket.number)
    return ticket


def _minutes(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def end_past_days() -> int:
    """The regular job: numbers and bookings of past days that nobody came for; how many."""
    return _lapse() + _miss()


@transaction.atomic
def _lapse() -> int:
    left = Ticket.objects.filter(day__lt=today(), ended_at=None).select_for_update(of=("self",))
    tickets = list(left[:500])
    for ticket in tickets:
        ticket.state, ticket.ended_at = rules.LAPSED, now()
        ticket.save(update_fields=["state", "ended_at"])
    Call.objects.filter(ticket__day__lt=today()).delete()
    if tickets:
        record(SYSTEM, "counter.day_end", tickets[0].hall, tickets=len(tickets))
    return len(tickets)


@transaction.atomic
def _miss() -> int:
    missed = Booking.objects.past(today()).select_for_update(of=("self",))
    bookings = list(missed[:500])
    for booking in bookings:
        booking.state = "missed"
        booking.save(update_fields=["state"])
    if bookings:
        record(SYSTEM, "counter.bookings_miss", bookings[0], bookings=len(bookings))
    return len(bookings)
