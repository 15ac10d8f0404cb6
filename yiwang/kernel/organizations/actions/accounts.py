"""What happens to an account: passwords, locks, second factors, sessions, sign-in and sign-out."""

import secrets
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import rules
from yiwang.kernel.organizations.models import FormerPassword, Person

# Without 0 O 1 l I: read from paper or over the telephone.
LETTERS = "abcdefghijkmnpqrstuvwxyz"
CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "23456789"


@transaction.atomic
def issue_password(by: Actor, person: Person) -> str:
    """A new one-time password, to be shown once and changed at the next sign-in; it ends every session."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    rules.check_not_oneself(by.person_id, person.pk)
    if not person.is_active:
        raise Refused("该账号已停用，请由系统管理员恢复后再签发密码。")
    password = set_one_time_password(person)
    person.save()
    end_every_session(person)
    _forget_failures(person)
    record(by, "organizations.password_issue", person)
    return password


@transaction.atomic
def change_password(by: Actor, person: Person, password: str) -> None:
    """Set the password that the person chose; settings.AUTH_PASSWORD_VALIDATORS have seen it."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    FormerPassword.objects.create(person=locked, digest=locked.password, set_at=now())
    kept = locked.former_passwords.values_list("pk", flat=True)[: settings.PASSWORDS_REMEMBERED]
    locked.former_passwords.exclude(pk__in=list(kept)).delete()
    person.set_password(password)
    person.password_changed_at, person.must_change_password = now(), False
    person.save(update_fields=["password", "password_changed_at", "must_change_password"])
    record(by, "organizations.password_change", person)


@transaction.atomic
def unlock(by: Actor, person: Person) -> None:
    """Let a locked account try again before its time is over."""
    rules.check_not_oneself(by.person_id, person.pk)
    if not _forget_failures(person):
        raise Refused("该账号没有登录失败记录，无需解锁。")
    record(by, "organizations.account_unlock", person)


@transaction.atomic
def end_sessions(by: Actor, person: Person, sessions: Iterable[UserSession]) -> int:
    """Sign out these sessions of the person, elsewhere or here. Returns how many."""
    ended = 0
    for session in sessions:
        session.end()
        ended += 1
    record(by, "organizations.session_end", person, sessions=ended)
    return ended


@transaction.atomic
def switch_on_second_factor(by: Actor, person: Person) -> None:
    record(by, "organizations.second_factor_on", person)


@transaction.atomic
def switch_off_second_factor(by: Actor, person: Person) -> None:
    """The person switches off their own; nobody whose roles require one may: ``adapters`` asks before."""
    record(by, "organizations.second_factor_off", person)


@transaction.atomic
def remove_second_factor(by: Actor, person: Person) -> None:
    """Take away a lost device, so that the person sets up a new one at the next sign-in."""
    rules.check_not_oneself(by.person_id, person.pk)
    devices = Authenticator.objects.filter(user=person)
    if not devices.exists():
        raise Refused("该账号没有启用双因素认证。")
    devices.delete()
    end_every_session(person)
    record(by, "organizations.second_factor_off", person, reason="设备遗失或更换")


@transaction.atomic
def make_recovery_codes(by: Actor, person: Person) -> None:
    record(by, "organizations.recovery_codes_make", person)


@transaction.atomic
def sign_in(by: Actor, person: Person) -> None:
    record(by, "organizations.sign_in", person)


@transaction.atomic
def sign_out(by: Actor, person: Person) -> None:
    record(by, "organizations.sign_out", person)


@transaction.atomic
def refuse_sign_in(by: Actor, person: Person | None, *, reason: str, locks: bool) -> None:
    """A failed attempt; an account that does not exist is not kept: what was typed may be a password."""
    record(by, "organizations.sign_in_fail", person, reason=reason)
    if locks:
        record(by, "organizations.account_lock", person, minutes=settings.LOCK_MINUTES)


# What the actions of this package share


def set_one_time_password(person: Person) -> str:
    """Twelve characters of three kinds; the row is not saved here."""
    kinds = (LETTERS, CAPITALS, DIGITS)
    characters = [secrets.choice(kind) for kind in kinds]
    characters += [secrets.choice("".join(kinds)) for _ in range(9)]
    secrets.SystemRandom().shuffle(characters)
    password = "".join(characters)
    person.set_password(password)
    person.password_changed_at, person.must_change_password = now(), True
    return password


def end_every_session(person: Person) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()


def _forget_failures(person: Person) -> int:
    return AccessAttempt.objects.filter(username=person.username).delete()[0]
