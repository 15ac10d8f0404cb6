"""Outer side: how does somebody book a time, or give it back?"""

from dataclasses import dataclass

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.errors import Refused
from yiwang.kernel.exchange.rules import marking_in, refuse_marked
from yiwang.subsystems.approvals.counter import codes, days, messages, rules
from yiwang.subsystems.approvals.counter.actions.owing import owe
from yiwang.subsystems.approvals.counter.models import Appointment, Offer


@dataclass(frozen=True)
class Confirmed:
    """``code`` is stored nowhere; it is shown once."""

    appointment: Appointment
    code: str


@transaction.atomic
def book(by: Actor, offer_id: int, slot: str, called: str, matter: str = "") -> Confirmed:
    """Raises Refused for a day or slot that cannot be booked, and where the last place has just gone."""
    offer = Offer.objects.select_for_update().get(pk=offer_id)
    if not offer.is_open:
        raise Refused("这项业务现在不接受预约。")
    day, found = days.read(offer, slot)
    place = rules.check_bookable(found, day, days.bookable(offer))
    standing = Appointment.objects.standing().filter(offer=offer, day=day, begins=place.begins)
    rules.check_free(standing.count(), place)
    refuse_marked(marking_in(f"{called}\n{matter}"))
    code = codes.new_code()
    appointment = Appointment.objects.create(
        code_digest=codes.digest(code),
        offer=offer,
        day=day,
        begins=place.begins,
        ends=place.ends,
        called=called.strip()[:20],
        matter=matter.strip()[:100],
        made_at=now(),
    )
    _tell(by, appointment, "booked")
    record(by, "counter.appointment_book", appointment, hall=offer.hall, day=day.isoformat())
    return Confirmed(appointment, code)


@transaction.atomic
def cancel(by: Actor, reference: str) -> Appointment:
    """Give it back for somebody else. Raises Refused on the day itself and the second time."""
    held = Appointment.objects.select_for_update(of=("self",)).select_related("offer")
    appointment = held.get(reference=reference)
    if appointment.cancelled_at:
        raise Refused("这个预约已经取消。")
    if appointment.day <= day_of(now()):
        raise Refused("预约当天不能在网上取消；不能来的，不需要办理手续。")
    appointment.cancelled_at = now()
    appointment.save(update_fields=["cancelled_at"])
    _tell(by, appointment, "cancelled")
    record(by, "counter.appointment_cancel", appointment, hall=appointment.offer.hall)
    return appointment


def _tell(by: Actor, appointment: Appointment, state: str) -> None:
    offer = appointment.offer
    body = messages.Appointment(
        reference=appointment.reference,
        code=appointment.code_digest,
        hall=offer.hall,
        letter=offer.letter,
        day=appointment.day,
        begins=appointment.begins,
        ends=appointment.ends,
        called=appointment.called,
        matter=appointment.matter,
        state=state,  # type: ignore[arg-type]
        at=now(),
    )
    owe(by, "inner", messages.APPOINTMENT, f"窗口预约 {appointment.day:%Y-%m-%d}", body)
