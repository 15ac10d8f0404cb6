"""What does this room keep: applications, steps owed to applicants, papers, follow-ups, publicity?"""

from yiwang.subsystems.approvals.applications.models.applications import Application
from yiwang.subsystems.approvals.applications.models.papers import Paper, PaperSeries
from yiwang.subsystems.approvals.applications.models.publicity import (
    Publicity,
    PublishedResult,
    PublishedResultQuerySet,
)
from yiwang.subsystems.approvals.applications.models.ratings import CallBack, FollowUp
from yiwang.subsystems.approvals.applications.models.tellings import Telling

__all__ = [
    "Application",
    "CallBack",
    "FollowUp",
    "Paper",
    "PaperSeries",
    "Publicity",
    "PublishedResult",
    "PublishedResultQuerySet",
    "Telling",
]
