"""Which requests for information are there, what was done about each, and which organs take them?"""

from yiwang.subsystems.disclosure.requests.models.desks import Desk, DeskQuerySet, OpenDesk
from yiwang.subsystems.disclosure.requests.models.handling import (
    Charge,
    Consultation,
    ConsultationQuerySet,
    Reply,
)
from yiwang.subsystems.disclosure.requests.models.papers import Paper, PaperQuerySet, PaperSeries
from yiwang.subsystems.disclosure.requests.models.requests import Request, RequestQuerySet

__all__ = [
    "Charge",
    "Consultation",
    "ConsultationQuerySet",
    "Desk",
    "DeskQuerySet",
    "OpenDesk",
    "Paper",
    "PaperQuerySet",
    "PaperSeries",
    "Reply",
    "Request",
    "RequestQuerySet",
]
