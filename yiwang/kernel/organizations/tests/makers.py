"""Units, people and posts for tests, with sensible defaults."""

from itertools import count
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.organizations import acting, obligations, paths, roles
from yiwang.kernel.organizations.models import Person, Post, Unit, UnitVersion

PASSWORD = "Yunze-2026-sign-in"
_numbers = count(1)


def make_root(**changes: Any) -> Unit:
    """The one root of the tree: made on first use, afterwards the same again."""
    return Unit.objects.filter(parent=None).first() or _make_unit(
        **{"parent": None, "name": "云泽市人民政府", "code": "YZ", "kind": Unit.Kind.GOVERNMENT, **changes}
    )


def make_unit(**changes: Any) -> Unit:
    """A unit below ``parent``; without one below the root, so that two such units do not see each other."""
    parent = changes.pop("parent", None) or make_root()
    return _make_unit(parent=parent, **changes)


def _make_unit(**changes: Any) -> Unit:
    number = next(_numbers)
    parent = changes["parent"]
    fields = {
        "code": f"U{number:05d}",
        "name": f"第{number}局",
        "kind": Unit.Kind.DEPARTMENT,
        "path": paths.child(parent.path, Unit.objects.last_child_number(parent) + 1)
        if parent
        else paths.ROOT,
        "depth": parent.depth + 1 if parent else 1,
        "opened_on": shifted(today(), days=-3650),
        **changes,
    }
    unit = Unit.objects.create(**fields)
    UnitVersion.objects.create(
        unit=unit,
        starts_on=unit.opened_on,
        change=UnitVersion.Change.OPENED,
        name=unit.name,
        short_name=unit.short_name,
        kind=unit.kind,
        document_mark=unit.document_mark,
        parent=parent,
    )
    return unit


def make_person(**changes: Any) -> Person:
    """Somebody whose password is PASSWORD and not due for a change."""
    number = next(_numbers)
    password = changes.pop("password", PASSWORD)
    fields = {
        "username": f"person{number}",
        "name": f"张{number}",
        "password_changed_at": now(),
        **changes,
    }
    person = Person(**fields)
    person.set_password(password)
    person.save()
    return person


def make_post(**changes: Any) -> Post:
    """A post held since last year; ``roles`` are codes, an administrator's role makes its person that one."""
    held = changes.get("roles", [])
    administration = next((code for code in held if _is_administrators(code)), "")
    person = changes.pop("person", None) or make_person(administration=administration)
    fields = {
        "title": "科员",
        "roles": [],
        "starts_on": shifted(today(), days=-365),
        **changes,
    }
    unit = fields.pop("unit", None) or make_unit()
    return Post.objects.create(unit=unit, person=person, **fields)


def _is_administrators(code: str) -> bool:
    role = roles.declared().get(code)
    return bool(role and role.is_administrator)


def actor(post: Post) -> Any:
    """The Actor that the post's person would be in a request."""
    return acting.actor(post.person, post, "10.0.0.1")


def make_second_factor(person: Person) -> str:
    """Gives the person a TOTP device and returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def sign_in(client: Client, post: Post) -> None:
    """The client acts as this post from now on, past password and second factor."""
    if obligations.needs_second_factor([post]) and not obligations.has_second_factor(post.person):
        make_second_factor(post.person)
    client.force_login(post.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[acting.ACTING_POST] = post.pk
    session.save()
