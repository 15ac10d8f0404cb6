"""What must a signed-in person do before anything else?"""

from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from django.conf import settings

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.models import Person, Post

CHANGE_PASSWORD = "account_change_password"  # noqa: S105 - the name of a page
SET_UP_SECOND_FACTOR = "mfa_activate_totp"


def first(person: Person, posts: Sequence[Post]) -> str | None:
    """The URL name of the page where the person must go first, or None."""
    if password_is_due(person):
        return CHANGE_PASSWORD
    if needs_second_factor(posts) and not has_second_factor(person):
        return SET_UP_SECOND_FACTOR
    return None


def password_is_due(person: Person) -> bool:
    """One-time passwords at once, others after PASSWORD_DAYS (GB/T 22239-2019 8.1.4.1 a)."""
    if person.must_change_password or person.password_changed_at is None:
        return True
    return shifted(person.password_changed_at, days=settings.PASSWORD_DAYS) <= now()


def needs_second_factor(posts: Sequence[Post]) -> bool:
    """True for roles declared with ``second_factor``, as administrators are (GB/T 22239-2019 8.1.4.1 d)."""
    declared = roles.declared()
    return any(code in declared and declared[code].second_factor for post in posts for code in post.roles)


def has_second_factor(person: Person) -> bool:
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
