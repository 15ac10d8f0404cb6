"""What does this room keep: inside the plan, the work and what was said; outside what the public sees."""

from yiwang.subsystems.participation.interviews.models.guide import GuideStep, Step
from yiwang.subsystems.participation.interviews.models.interviews import (
    Guest,
    Interview,
    InterviewQuerySet,
    in_unit_of,
)
from yiwang.subsystems.participation.interviews.models.shown import (
    Broadcast,
    BroadcastLine,
    BroadcastQuerySet,
)
from yiwang.subsystems.participation.interviews.models.speaking import Line, Question, QuestionQuerySet, Word
from yiwang.subsystems.participation.interviews.models.studios import Booking, Studio
from yiwang.subsystems.participation.interviews.models.videos import Cutting

__all__ = [
    "Booking",
    "Broadcast",
    "BroadcastLine",
    "BroadcastQuerySet",
    "Cutting",
    "Guest",
    "GuideStep",
    "Interview",
    "InterviewQuerySet",
    "Line",
    "Question",
    "QuestionQuerySet",
    "Step",
    "Studio",
    "Word",
    "in_unit_of",
]
