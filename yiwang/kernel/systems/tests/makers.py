"""Systems, tokens and calls for tests, with sensible defaults."""

from itertools import count
from typing import Any

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.organizations.sealing import seal
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.systems.actions import calls, tokens
from yiwang.kernel.systems.actions.tokens import Grant
from yiwang.kernel.systems.models import Call, System, Token

SECRET = "ywh_" + "s" * 43
_numbers = count(1)


def make_system(**changes: Any) -> System:
    number = next(_numbers)
    unit = changes.pop("unit", None) or make_unit()
    fields = {
        "code": f"SYS{number}",
        "name": f"第{number}号业务系统",
        "contact_name": "王工",
        "contact_phone": "13812345678",
        "state": System.State.LIVE,
        "registered_at": now(),
        **changes,
    }
    if fields.get("webhook_address"):
        fields.setdefault("webhook_secret", seal(SECRET, "systems"))
    return System.objects.create(unit=unit, **fields)


def make_told(address: str = "https://oa.example.cn/yiwang", **changes: Any) -> System:
    """A system with a webhook whose secret is SECRET."""
    return make_system(webhook_address=address, **changes)


def make_token(system: System | None = None, **changes: Any) -> tuple[Token, str]:
    """A token and its secret; columns that ``issue`` would not write are written over it."""
    grant = Grant(
        label=changes.pop("label", "收文"),
        scopes=changes.pop("scopes", ["test.read"]),
        expires_on=shifted(today(), days=90),
        calls_per_minute=changes.pop("calls_per_minute", 600),
    )
    token, secret = tokens.issue(SYSTEM, system or make_system(), grant)
    if changes:
        Token.objects.filter(pk=token.pk).update(**changes)
        token.refresh_from_db()
    return token, secret


def make_call(system: System | None = None, **changes: Any) -> Call:
    """A call that waits; other states are written over it."""
    key = changes.pop("key", f"key-{next(_numbers)}")
    body = changes.pop("body", {"number": 1})
    call = calls.owe(system or make_told(), "test.happened", body, key)
    if changes:
        Call.objects.filter(pk=call.pk).update(**changes)
        call.refresh_from_db()
    return call


def make_dead(system: System | None = None, **changes: Any) -> Call:
    return make_call(
        system, **{"state": "dead", "attempts": 8, "last_error": "对方没有接收（404）。", **changes}
    )
