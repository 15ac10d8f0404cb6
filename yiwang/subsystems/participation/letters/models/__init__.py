"""Which mailboxes, letters and replies are there, and what of them stands outside?"""

from yiwang.subsystems.participation.letters.models.handling import Attempt, CallBack, FollowUp, Reply
from yiwang.subsystems.participation.letters.models.letters import Letter, LetterQuerySet
from yiwang.subsystems.participation.letters.models.mailboxes import Mailbox, MailboxQuerySet, Site
from yiwang.subsystems.participation.letters.models.outside import (
    Box,
    BoxQuerySet,
    EmbeddingSite,
    Seconding,
    Trace,
    TraceQuerySet,
)
from yiwang.subsystems.participation.letters.models.reply_templates import (
    ReplyTemplate,
    ReplyTemplateQuerySet,
)

__all__ = [
    "Attempt",
    "Box",
    "BoxQuerySet",
    "CallBack",
    "EmbeddingSite",
    "FollowUp",
    "Letter",
    "LetterQuerySet",
    "Mailbox",
    "MailboxQuerySet",
    "Reply",
    "ReplyTemplate",
    "ReplyTemplateQuerySet",
    "Seconding",
    "Site",
    "Trace",
    "TraceQuerySet",
]
