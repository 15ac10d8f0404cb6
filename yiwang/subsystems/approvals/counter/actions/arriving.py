"""What becomes of what the other zone says of halls and appointments? It may come late and out of order."""

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.kinds import Taken
from yiwang.kernel.exchange.zones import check_from
from yiwang.subsystems.approvals.counter import messages
from yiwang.subsystems.approvals.counter.models import Booking, Offer, Service


def take_hall(taken: Taken) -> None:
    """Outer side: what can be booked there from now on; an older version changes nothing."""
    check_from(taken, "inner")
    said: messages.Hall = taken.body
    known = {one.letter: one for one in Offer.objects.select_for_update().filter(hall=said.code)}
    if any(one.version >= said.version for one in known.values()):
        return
    for service in said.services:
        offer = known.pop(service.letter, None) or Offer(hall=said.code, letter=service.letter)
        offer.hall_name, offer.address, offer.hours = said.name, said.address, said.hours
        offer.name, offer.covers, offer.slots = service.name, service.covers, service.slots
        offer.days_ahead, offer.version = service.days_ahead, said.version
        offer.is_open = said.is_open and service.is_open
        offer.save()
    for gone in known.values():
        gone.is_open, gone.version = False, said.version
        gone.save(update_fields=["is_open", "version"])
    offers = Offer.objects.filter(hall=said.code)
    record(SYSTEM, "counter.hall_take", offers.first(), hall=said.code, version=said.version)


def take_appointment(taken: Taken) -> None:
    """Inner side: somebody is expected, or is not. Raises Refused for a service that is not here."""
    check_from(taken, "outer")
    said: messages.Appointment = taken.body
    booking = Booking.objects.select_for_update(of=("self",)).filter(reference=said.reference).first()
    if booking is None:
        service = Service.objects.filter(hall__code=said.hall, letter=said.letter).first()
        if service is None:
            raise Refused("内网没有这个大厅或者业务。")
        booking = Booking.objects.create(
            reference=said.reference,
            code_digest=said.code,
            service=service,
            day=said.day,
            begins=said.begins,
            ends=said.ends,
            called=said.called,
            matter=said.matter,
            state=said.state,
        )
    elif said.state == "cancelled" and booking.state == "booked":
        booking.state = "cancelled"
        booking.save(update_fields=["state"])
    record(SYSTEM, "counter.booking_take", booking, state=booking.state)
