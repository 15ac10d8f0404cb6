"""What is stored of halls, windows, queues, bookings and what came over the counter?"""

from yiwang.subsystems.approvals.counter.models.bookings import Appointment, Booking, Offer
from yiwang.subsystems.approvals.counter.models.owed import Tiding
from yiwang.subsystems.approvals.counter.models.queue import (
    Call,
    Hall,
    Series,
    Service,
    Ticket,
    Window,
    new_reference,
)
from yiwang.subsystems.approvals.counter.models.taken import HandedOver, TakenIn

__all__ = [
    "Appointment",
    "Booking",
    "Call",
    "Hall",
    "HandedOver",
    "Offer",
    "Series",
    "Service",
    "TakenIn",
    "Ticket",
    "Tiding",
    "Window",
    "new_reference",
]
