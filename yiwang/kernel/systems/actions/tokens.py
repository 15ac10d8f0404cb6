"""How is a token issued, used, refused and revoked?"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor, sm3
from yiwang.kernel.deadlines.moments import now, shifted, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.systems import rules, scopes
from yiwang.kernel.systems.models import System, Token

SECONDS_BETWEEN_USES = 60
SECONDS_BETWEEN_REFUSALS = 60


@dataclass(frozen=True)
class Grant:
    """What a new token is for, what it allows, until which day, how often a minute."""

    label: str
    scopes: Sequence[str]
    expires_on: date
    calls_per_minute: int = rules.CALLS_PER_MINUTE


def digest(secret: str) -> str:
    """How a token is found again: 256 random bits need neither salt nor a slow function."""
    return sm3(secret.encode())


@transaction.atomic
def issue(by: Actor, system: System, grant: Grant) -> tuple[Token, str]:
    """The row and the token itself, which exists nowhere else from now on.

    Raises Refused for a system out of use, an unknown scope, or an end more than a year ahead.
    """
    if not system.is_active:
        raise Refused("该系统已停用或下线，不能签发令牌。")
    rules.check_scopes(grant.scopes, scopes.declared())
    rules.check_expiry(grant.expires_on, today(), shifted(today(), days=rules.LONGEST_TOKEN_DAYS))
    rules.check_rate(grant.calls_per_minute)
    secret = f"yw_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        system=system,
        label=rules.line(grant.label, "label", "用途", 60),
        prefix=secret[: rules.SHOWN_OF_TOKEN],
        digest=digest(secret),
        scopes=sorted(set(grant.scopes)),
        calls_per_minute=grant.calls_per_minute,
        issued_at=now(),
        issued_by=by.person[:80],
        expires_on=grant.expires_on,
    )
    record(
        by,
        "systems.token_issue",
        token,
        system_code=system.code,
        scopes=token.scopes,
        expires_on=token.expires_on,
        calls_per_minute=token.calls_per_minute,
    )
    return token, secret


@transaction.atomic
def revoke(by: Actor, token: Token) -> Token:
    locked = Token.objects.select_for_update(of=("self",)).select_related("system").get(pk=token.pk)
    if locked.revoked_at:
        raise Refused("这个令牌已经吊销。")
    locked.revoked_at = now()
    locked.save(update_fields=["revoked_at"])
    record(by, "systems.token_revoke", locked, system_code=locked.system.code, scopes=locked.scopes)
    return locked


def note_use(token: Token) -> None:
    """Remember that it was used, at most once a minute; no act of office: no audit entry."""
    earlier = shifted(now(), seconds=-SECONDS_BETWEEN_USES)
    if token.last_used_at is None or token.last_used_at <= earlier:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lte=earlier)
        Token.objects.filter(unnoted, pk=token.pk).update(last_used_at=now())


def refuse(by: Actor, reason: str, token: Token | None = None) -> None:
    """Record that a program was turned away; the same once a minute, so that nobody floods the record."""
    key = f"systems:refusal:{token.pk if token else by.address}:{sm3(reason.encode())}"
    if cache.add(key, 1, SECONDS_BETWEEN_REFUSALS):
        _record_refusal(by, reason, token)


@transaction.atomic
def _record_refusal(by: Actor, reason: str, token: Token | None) -> None:
    record(by, "systems.call_refuse", token, reason=reason)
