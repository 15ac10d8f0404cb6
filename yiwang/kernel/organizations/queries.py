"""What do administrators see of an account?"""

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.db import models
from django.db.models import Sum

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.organizations.models import Person


def is_locked(person: Person) -> bool:
    """True while axes refuses the account after too many failures."""
    since = shifted(now(), minutes=-settings.LOCK_MINUTES)
    recent = AccessAttempt.objects.filter(username=person.username, attempt_time__gte=since)
    failures = recent.aggregate(failures=Sum("failures_since_start"))["failures"] or 0
    return failures >= settings.AXES_FAILURE_LIMIT


def sessions_of(person: Person) -> "models.QuerySet[UserSession]":
    return UserSession.objects.filter(user=person).order_by("-last_seen_at")
