"""Which system calls, and may it?"""

from dataclasses import dataclass
from hmac import compare_digest
from time import time

from django.core.cache import cache
from django.http import HttpRequest
from ninja.errors import HttpError, Throttled
from ninja.security import HttpBearer

from yiwang.kernel.audit.rules import PUBLIC, Actor
from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.acting import address_of
from yiwang.kernel.systems import rules, scopes
from yiwang.kernel.systems.actions import tokens
from yiwang.kernel.systems.models import System, Token

MINUTE = 60
UNKNOWN = "令牌无效，请核对后重试。"


class NotAdmittedError(HttpError):
    """401: we do not know who calls."""

    def __init__(self, sentence: str) -> None:
        super().__init__(401, sentence)


class TooManyError(Throttled):
    """429, and after how many seconds to come again."""

    def __init__(self, sentence: str, wait: int) -> None:
        super().__init__(wait)
        self.message = sentence
        self.seconds = wait


@dataclass(frozen=True)
class Caller:
    """A system that was let in, by which of its tokens, from which address."""

    token: Token
    address: str

    @property
    def system(self) -> System:
        return self.token.system

    @property
    def actor(self) -> Actor:
        """The system as the record of acts names it."""
        unit = self.system.unit
        return Actor(
            person=f"系统：{self.system.name}", unit=unit.name, unit_id=unit.pk, address=self.address
        )

    def may(self, scope: str) -> bool:
        return scope in self.token.scopes

    def require(self, scope: str) -> None:
        """Raises HttpError 403 where the token does not allow it; that is recorded."""
        if not self.may(scope):
            tokens.refuse(self.actor, f"令牌没有“{scopes.label(scope)}”权限", self.token)
            raise HttpError(403, f"这个令牌没有“{scopes.label(scope)}”（{scope}）权限，请联系系统登记员。")


class Bearer(HttpBearer):
    """``auth=Bearer("exchange.read")``: a token in use that allows the scope; ``request.auth`` is a Caller.

    One query, and one more a minute to note the use. Raises 401, 403 and 429.
    """

    openapi_bearerFormat = "yw_…"  # noqa: N815 - the word of OpenAPI

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        address = address_of(request)
        _refuse_blocked(address)
        given = request.headers.get("Authorization", "")
        kind, _, secret = given.partition(" ")
        if kind.lower() != "bearer" or not secret:
            raise NotAdmittedError("请在 Authorization 头中提供令牌：Bearer yw_…")
        return self.admitted(address, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        return self.admitted(address_of(request), token)

    def admitted(self, address: str, secret: str) -> Caller:
        caller = Caller(_token(address, secret), address)
        _refuse_too_many(caller.token)
        caller.require(self.scope)
        tokens.note_use(caller.token)
        return caller


def caller_of(request: HttpRequest) -> Caller:
    """Who was let in by Bearer."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller


def _token(address: str, secret: str) -> Token:
    if not rules.TOKEN.fullmatch(secret):
        _fail(address, "令牌格式不对")
        raise NotAdmittedError(UNKNOWN)
    digest = tokens.digest(secret)
    token = Token.objects.select_related("system__unit").filter(digest=digest).first()
    if token is None or not compare_digest(token.digest, digest):
        _fail(address, "没有这个令牌")
        raise NotAdmittedError(UNKNOWN)
    _refuse_unusable(token, address)
    return token


def _refuse_unusable(token: Token, address: str) -> None:
    by = Caller(token, address).actor
    if token.revoked_at:
        tokens.refuse(by, "令牌已吊销", token)
        raise NotAdmittedError("令牌已吊销，请联系系统登记员。")
    if token.is_expired(today()):
        tokens.refuse(by, "令牌已过期", token)
        raise NotAdmittedError(f"令牌已于{token.expires_on}到期，请联系系统登记员换发。")
    if not token.system.is_active:
        tokens.refuse(by, "系统已停用", token)
        raise HttpError(403, f"“{token.system.name}”已停用，请联系系统登记员。")


def _refuse_too_many(token: Token) -> None:
    """A window of one minute, counted in the cache that all processes share."""
    moment = time()
    key = f"systems:calls:{token.pk}:{int(moment // MINUTE)}"
    if _counted(key, 2 * MINUTE) > token.calls_per_minute:
        left = MINUTE - int(moment % MINUTE)
        raise TooManyError(f"每分钟最多调用{token.calls_per_minute}次，请{left}秒后再试。", left)


def _refuse_blocked(address: str) -> None:
    if (cache.get(_failures(address)) or 0) >= rules.FAILURES:
        raise TooManyError("这个地址多次使用无效令牌，请稍后再试。", rules.FAILURE_SECONDS)


def _fail(address: str, reason: str) -> None:
    _counted(_failures(address), rules.FAILURE_SECONDS)
    tokens.refuse(Actor(person=PUBLIC.person, address=address), reason)


def _failures(address: str) -> str:
    return f"systems:failures:{address}"


def _counted(key: str, seconds: int) -> int:
    """One more; how many by now."""
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:
        # It lapsed in between: this is the first again.
        cache.set(key, 1, seconds)
        return 1
