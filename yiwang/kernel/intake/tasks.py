"""Which jobs does the worker do for what the public hands in?"""

from django.conf import settings

from yiwang.kernel.intake.actions.handing_over import hand_over_waiting
from yiwang.kernel.intake.actions.wiping import wipe_due

HOLDS_SUBMISSIONS = frozenset({"both", "outer"})


def hand_over() -> int:
    return hand_over_waiting() if settings.ZONE in HOLDS_SUBMISSIONS else 0


def wipe() -> int:
    return wipe_due() if settings.ZONE in HOLDS_SUBMISSIONS else 0
