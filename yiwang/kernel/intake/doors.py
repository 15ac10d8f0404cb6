"""Which forms come in by a door of their own, past session, account and the rest of the framework?

For what thousands send within a minute and what needs nobody signed in. The rules at the gate stay: host,
CSRF, limits of an address, size. A door that is not sure takes nothing, changes nothing and says None; then
the whole framework looks at the same request, and whatever has to be explained is explained there.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, cast

from csp.middleware import CSPMiddleware
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.core.signals import request_finished, request_started
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils.cache import add_never_cache_headers

from yiwang.kernel.intake import limits, throttle
from yiwang.kernel.organizations.acting import address_of

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]
View = Callable[..., HttpResponse | None]
LARGEST = 256 << 10
FORM = "application/x-www-form-urlencoded"
OPENED = "yiwang.door"


@dataclass(frozen=True)
class Door:
    """``address``: what the whole path must match, its named groups are given to the view."""

    address: re.Pattern[str]
    view: View


_doors: list[Door] = []


def open_door(address: str, view: View) -> None:
    """From ``AppConfig.ready``, in installations that answer the address at all."""
    door = Door(re.compile(address), view)
    if door not in _doors:
        _doors.append(door)


class PassedOnError(Exception):
    """Not to be answered here."""


class Doors:
    """The WSGI application with doors in front of it."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._csrf = CsrfViewMiddleware(_nothing)
        # The headers that every answer has.
        self._dressed = SecurityMiddleware(CSPMiddleware(XFrameOptionsMiddleware(self._judged)))

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        door, given = _door(environ)
        if door is None:
            return self._application(environ, start_response)
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        response = self._answer({**environ, "wsgi.input": BytesIO(body), OPENED: (door.view, given)})
        if response is None:
            return self._application({**environ, "wsgi.input": BytesIO(body)}, start_response)
        headers = list(response.items()) + [
            ("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()
        ]
        start_response(f"{response.status_code} {response.reason_phrase}", headers)
        return [response.content]

    def _answer(self, environ: Environ) -> HttpResponse | None:
        request_started.send(sender=Doors, environ=environ)
        try:
            return cast(HttpResponse, self._dressed(WSGIRequest(environ)))
        except (PassedOnError, SuspiciousOperation, UnreadablePostError, RawPostDataException):
            return None
        finally:
            request_finished.send(sender=Doors)

    def _judged(self, request: HttpRequest) -> HttpResponse:
        view, given = request.META[OPENED]
        request.get_host()
        self._csrf.process_request(request)
        if self._csrf.process_view(request, _nothing, (), {}) is not None:
            raise PassedOnError
        count = throttle.Count("requests", limits.REQUESTS_AN_HOUR)
        who = throttle.network(address_of(request))
        try:
            throttle.refuse_spent(count, who)
            response: HttpResponse | None = view(request, **given)
            if response is None:
                raise PassedOnError
            throttle.spend(count, who)
        except throttle.TooOftenError:
            raise PassedOnError from None
        add_never_cache_headers(response)
        return response


def _door(environ: Environ) -> tuple[Door | None, dict[str, str]]:
    """A door for the request, where it is a form of ordinary size."""
    if environ["REQUEST_METHOD"] != "POST" or not environ.get("CONTENT_TYPE", "").startswith(FORM):
        return None, {}
    length = environ.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdigit() and int(length) <= LARGEST):
        return None, {}
    for door in _doors:
        found = door.address.fullmatch(environ["PATH_INFO"])
        if found:
            return door, found.groupdict()
    return None, {}


def _nothing(request: HttpRequest) -> HttpResponse:
    """Stands where a middleware of Django wants what comes after it."""
    raise PassedOnError
