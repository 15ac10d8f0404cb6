"""How is a browser known again that somebody answered or voted with, without knowing who?

It carries a random token that we signed. What is kept of it is a digest bound to the one matter, so that
nobody can tell what else the same browser did.
"""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpResponse

_SALT = "yiwang.intake.browser"
COOKIE_DAYS = 400


@dataclass(frozen=True)
class Browser:
    """``token``: 128 random bits, hexadecimal, known to the browser alone."""

    token: str

    @property
    def cookie(self) -> str:
        return signing.dumps(self.token, salt=_SALT)


def new_browser() -> Browser:
    return Browser(secrets.token_hex(16))


def read_browser(cookie: str) -> Browser | None:
    """None for what we never signed."""
    try:
        return Browser(str(signing.loads(cookie, salt=_SALT)))
    except signing.BadSignature:
        return None


def remember(response: HttpResponse, browser: Browser, name: str, path: str) -> None:
    """Let the browser carry its token under these addresses alone; scripts cannot read it."""
    response.set_cookie(
        name,
        browser.cookie,
        max_age=COOKIE_DAYS * 86_400,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
