"""How does a person come to a post, to its roles, to lending it, and out of it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import roles, rules
from yiwang.kernel.organizations.actions.accounts import end_every_session
from yiwang.kernel.organizations.models import Person, Post, Unit
from yiwang.kernel.organizations.rights import permissions


@dataclass(frozen=True)
class Lending:
    """What a principal lends to whom: some of the post's roles, or within them only some permissions."""

    deputy: Person
    starts_on: date
    ends_on: date
    roles: tuple[str, ...]
    permissions: tuple[str, ...] = ()
    ground: str = ""


@transaction.atomic
def appoint(
    by: Actor, unit: Unit, person: Person, title: str, starts_on: date, ends_on: date | None = None
) -> Post:
    """Give the person a post without any role yet: roles are the security administrator's."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    rules.check_not_oneself(by.person_id, person.pk)
    if not person.is_active:
        raise Refused(f"{person.name}的账号已停用，请先恢复账号。", field="person")
    post = seat(unit, person, title, starts_on, ends_on)
    record(by, "organizations.post_appoint", post, **_facts(post))
    return post


@transaction.atomic
def change_roles(by: Actor, post: Post, codes: Iterable[str]) -> Post:
    """Set the post's roles; nobody changes their own or comes to hold two of the three administrations."""
    post, person = _locked(post)
    rules.check_not_oneself(by.person_id, person.pk)
    _check_holds(post)
    if post.stands_in_for_id:
        raise Refused("代行岗位的角色由委托人决定，请终止委托后重新委托。")
    before = list(post.roles)
    post.roles = known(codes)
    post.save(update_fields=["roles"])
    settle_administration(person)
    _take_back(post)
    record(by, "organizations.post_roles_change", post, before=labels(before), after=labels(post.roles))
    return post


@transaction.atomic
def end_post(by: Actor, post: Post, last_day: date) -> Post:
    """End the post with that day, today at once. Whoever has no other post left can sign in no more."""
    post, person = _locked(post)
    rules.check_not_oneself(by.person_id, person.pk)
    _check_holds(post)
    rules.check_term(post.starts_on, last_day)
    finish(post, last_day)
    disabled = disable_where_nothing_is_left(person)
    record(
        by, "organizations.post_end", post, last_day=str(last_day), account_disabled=disabled, **_facts(post)
    )
    return post


@transaction.atomic
def delegate(by: Actor, post: Post, lending: Lending) -> Post:
    """Lend the post's roles between two dates; the deputy then acts as ``代 …`` and the record names both."""
    post, principal = _locked(post)
    deputy = Person.objects.select_for_update().get(pk=lending.deputy.pk)
    _check_lending(post, principal, deputy, lending)
    lent = Post.objects.create(
        unit_id=post.unit_id,
        person=deputy,
        title=post.title,
        roles=known(lending.roles),
        permissions=sorted(set(lending.permissions)),
        starts_on=lending.starts_on,
        ends_on=lending.ends_on,
        stands_in_for=post,
        ground=lending.ground.strip()[:200],
    )
    settle_administration(deputy)
    record(
        by,
        "organizations.post_delegate",
        lent,
        principal=principal.name,
        permissions=[roles.permission_label(permission) for permission in lent.permissions],
        ground=lent.ground,
        **_facts(lent),
    )
    return lent


@transaction.atomic
def end_delegation(by: Actor, lent: Post) -> Post:
    """Take the post back at once; the principal, the deputy or an administrator of posts does it."""
    lent, deputy = _locked(lent)
    _check_holds(lent)
    if lent.stands_in_for_id is None:
        raise Refused("这不是代行岗位。")
    finish(lent, today())
    settle_administration(deputy)
    record(by, "organizations.post_delegation_end", lent, **_facts(lent))
    return lent


# What the actions of this package share


def seat(unit: Unit, person: Person, title: str, starts_on: date, ends_on: date | None) -> Post:
    """Write the row of a post without roles in an open unit."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    rules.check_open(unit.is_open, unit.name, "unit")
    rules.check_term(starts_on, ends_on)
    return Post.objects.create(
        unit=unit,
        person=person,
        title=rules.checked_name(title, 80, "title"),
        starts_on=starts_on,
        ends_on=ends_on,
    )


def finish(post: Post, last_day: date) -> None:
    """Write the end of a post and of everything lent from it: at once unless it holds beyond today."""
    post.ends_on = last_day
    post.ended_at = now() if last_day <= today() or post.starts_on > today() else None
    post.save(update_fields=["ends_on", "ended_at"])
    for lent in post.deputies.not_ended(today()).select_related("person"):
        if post.ended_at or lent.starts_on > last_day:
            lent.ended_at = now()
        else:
            lent.ends_on = min(lent.ends_on or last_day, last_day)
        lent.save(update_fields=["ends_on", "ended_at"])
        settle_administration(lent.person)


def disable_where_nothing_is_left(person: Person) -> bool:
    """True where the person had no post left and was disabled: accounts end on the day of leaving."""
    settle_administration(person)
    if not person.is_active or person.posts.not_ended(today()).exists():
        return False
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_every_session(person)
    return True


def settle_administration(person: Person) -> None:
    """Write which of the three administrations the person holds or will hold. Raises Refused for two."""
    declared = roles.declared()
    held = [code for post in person.posts.not_ended(today()) for code in post.roles]
    offices = [code for code in held if code in declared and declared[code].is_administrator]
    person.administration = rules.administration(offices)
    person.save(update_fields=["administration"])


def known(codes: Iterable[str]) -> list[str]:
    """The codes in the order of declaration. Raises Refused for one that nobody declared."""
    wanted = set(codes)
    if unknown := wanted - set(roles.declared()):
        raise Refused(f"没有这样的角色：{'、'.join(sorted(unknown))}。", field="roles")
    return [code for code in roles.declared() if code in wanted]


def labels(codes: Iterable[str]) -> list[str]:
    declared = roles.declared()
    return [declared[code].label if code in declared else code for code in codes]


def _locked(post: Post) -> tuple[Post, Person]:
    """Post and person under lock, the person first: two decisions on one person wait for each other."""
    person = Person.objects.select_for_update().get(pk=post.person_id)
    return Post.objects.in_full().select_for_update(of=("self",)).get(pk=post.pk), person


def _check_holds(post: Post) -> None:
    if post.is_ended(today()):
        raise Refused("该岗位已经结束。")


def _check_lending(post: Post, principal: Person, deputy: Person, lending: Lending) -> None:
    if post.stands_in_for_id:
        raise Refused("代行的岗位不能再委托他人。")
    if not post.is_in_office(today()):
        raise Refused("只能委托在任的岗位。")
    if not deputy.is_active or not deputy.posts.own().in_office(today()).exists():
        raise Refused("被委托人没有在任岗位。", field="person")
    rules.check_term(lending.starts_on, lending.ends_on)
    if lending.ends_on < today():
        raise Refused("截止日期已过。", field="ends_on")
    if post.ends_on and lending.ends_on > post.ends_on:
        raise Refused("委托不能晚于岗位本身的截止日期。", field="ends_on")
    rules.check_delegation(principal.pk, deputy.pk, (lending.ends_on - lending.starts_on).days)
    rules.check_lent(lending.roles, post.roles, "roles")
    if lending.permissions:
        rules.check_lent(lending.permissions, permissions(post) & roles.granted(lending.roles), "permissions")


def _take_back(post: Post) -> None:
    """A deputy keeps no role that the principal lost."""
    lent: QuerySet[Post] = post.deputies.not_ended(today()).select_related("person")
    for deputy in lent:
        deputy.roles = [code for code in deputy.roles if code in post.roles]
        deputy.save(update_fields=["roles"])
        settle_administration(deputy.person)


def _facts(post: Post) -> dict[str, object]:
    return {
        "unit": post.unit.name,
        "person": post.person.name,
        "title": post.title,
        "roles": labels(post.roles),
        "starts_on": str(post.starts_on),
        "ends_on": str(post.ends_on) if post.ends_on else "",
    }
