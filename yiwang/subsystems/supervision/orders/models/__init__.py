"""Which orders were given, and which complaints came?"""

from yiwang.subsystems.supervision.orders.models.complaints import Complaint, ComplaintQuerySet
from yiwang.subsystems.supervision.orders.models.orders import (
    Delay,
    Duty,
    DutyQuerySet,
    Feedback,
    Order,
    OrderQuerySet,
    Visit,
)

__all__ = [
    "Complaint",
    "ComplaintQuerySet",
    "Delay",
    "Duty",
    "DutyQuerySet",
    "Feedback",
    "Order",
    "OrderQuerySet",
    "Visit",
]
