"""How do people come, change and leave?"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import masking, rules
from yiwang.kernel.organizations.actions.accounts import end_every_session
from yiwang.kernel.organizations.actions.posts import disable_where_nothing_is_left, finish, seat
from yiwang.kernel.organizations.models import Person, Post, Unit


@dataclass(frozen=True)
class PersonFields:
    """What is known of a person."""

    username: str
    name: str
    mobile: str = ""
    email: str = ""


@transaction.atomic
def enrol(by: Actor, fields: PersonFields, unit: Unit, title: str, starts_on: date) -> Post:
    """Add a person with a first post, without role or password: both are the security administrator's."""
    username = rules.checked_username(fields.username)
    if Person.objects.filter(username=username).exists():
        raise Refused(f"账号“{username}”已被使用。", field="username")
    person = Person(
        username=username,
        name=rules.checked_name(fields.name, 60),
        mobile=rules.checked_mobile(fields.mobile),
        email=fields.email.strip(),
    )
    person.set_unusable_password()
    person.save()
    post = seat(unit, person, title, starts_on, None)
    record(by, "organizations.person_enrol", person, username=username, unit=post.unit.name, title=post.title)
    return post


@transaction.atomic
def amend(by: Actor, person: Person, name: str, mobile: str, email: str) -> Person:
    person = Person.objects.select_for_update().get(pk=person.pk)
    before = _facts(person)
    person.name = rules.checked_name(name, 60)
    person.mobile = rules.checked_mobile(mobile)
    person.email = email.strip()
    person.save(update_fields=["name", "mobile", "email"])
    record(by, "organizations.person_amend", person, before=before, after=_facts(person))
    return person


@transaction.atomic
def deactivate(by: Actor, person: Person, reason: str) -> Person:
    """Shut the account and end every post and session at once."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    rules.check_not_oneself(by.person_id, person.pk)
    if not person.is_active:
        raise Refused("该账号已经停用。")
    ended = []
    for post in person.posts.not_ended(today()).select_for_update():
        finish(post, max(today(), post.starts_on))
        ended.append(post.pk)
    person.is_active = False
    person.administration = ""
    person.save(update_fields=["is_active", "administration"])
    end_every_session(person)
    record(by, "organizations.person_deactivate", person, reason=reason.strip()[:200], posts_ended=ended)
    return person


@transaction.atomic
def reactivate(by: Actor, person: Person, unit: Unit, title: str, starts_on: date) -> Post:
    """Bring somebody back into a new post; role and password come from the security administrator again."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    rules.check_not_oneself(by.person_id, person.pk)
    if person.is_active:
        raise Refused("该账号没有停用。")
    person.is_active = True
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    post = seat(unit, person, title, starts_on, None)
    record(by, "organizations.person_reactivate", person, unit=post.unit.name, title=post.title)
    return post


def disable_leavers() -> int:
    """Shut the accounts of those whose last post ran out; called by the clock. Returns how many."""
    gone = (
        Person.objects.active().filter(posts__isnull=False).exclude(posts__in=Post.objects.not_ended(today()))
    )
    return sum(_disable_leaver(person_id) for person_id in gone.values_list("pk", flat=True).distinct())


@transaction.atomic
def _disable_leaver(person_id: int) -> bool:
    person = Person.objects.select_for_update().get(pk=person_id)
    if not disable_where_nothing_is_left(person):
        return False
    record(SYSTEM, "organizations.person_deactivate", person, reason="最后一个岗位已到期")
    return True


def _facts(person: Person) -> dict[str, str]:
    return {
        "name": person.name,
        "mobile": masking.mobile(person.mobile),
        "email": masking.email(person.email),
    }
