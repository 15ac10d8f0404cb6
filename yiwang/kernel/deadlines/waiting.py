"""Has the moment come for which a row waits, even though a clock may have jumped?"""

from datetime import datetime, timedelta

from django.db.models import Q

# Clocks of processes that share a database differ by less than this.
APART = timedelta(seconds=120)


def is_due(column: str, now: datetime, longest: int) -> Q:
    """Its moment has come, or lies further ahead than ``longest`` seconds, which no wait is: a clock jumped.

    A clock that ran days ahead and was put right leaves moments behind that would not come for days.
    """
    return Q(**{f"{column}__lte": now}) | Q(**{f"{column}__gt": now + timedelta(seconds=longest) + APART})


def is_astray(moment: datetime, now: datetime, longest: int = 0) -> bool:
    """Whether a moment lies further ahead than ``longest`` seconds, which none of its kind does."""
    return moment > now + timedelta(seconds=longest) + APART
