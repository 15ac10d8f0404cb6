"""What does a page look like now, and what does it show?"""

import io
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import get_urlconf, resolve, set_urlconf

from yiwang.kernel.organizations.acting import seat
from yiwang.kernel.publications import batches, dependencies
from yiwang.subsystems.portal.context import SiteFrame
from yiwang.subsystems.portal.pages import rules
from yiwang.subsystems.portal.sites import MAIN

OUTSIDE = "yiwang.subsystems.portal.pages.outside"
OWN_TO_EACH = {
    "content-type",
    "content-length",
    "etag",
    "last-modified",
    "cache-control",
    "set-cookie",
    "vary",
}


class NotAPageError(Exception):
    """The address gave no page that can be a file; the sentence says what it gave."""


@dataclass(frozen=True)
class Rendered:
    """The bytes of a page (200) or of the word that it is gone (410); nothing where there is none (404)."""

    status: int
    body: bytes
    keys: frozenset[str] = frozenset()
    until: datetime | None = None


def rendered(site: str, domain: str, path: str) -> Rendered:
    """As a stranger would get it. Raises NotAPageError, and whatever the page itself raises."""
    former = get_urlconf()
    set_urlconf(OUTSIDE)
    try:
        with dependencies.recorded() as read:
            response = _answer(_request(host_of(site, domain), path))
    except Http404:
        return Rendered(404, b"")
    finally:
        set_urlconf(former)
    if response.status_code == 404:
        return Rendered(404, b"")
    if response.status_code not in {200, 410} or not isinstance(response, HttpResponse):
        raise NotAPageError(f"生成时返回状态 {response.status_code}，不能作为静态页面。")
    return Rendered(response.status_code, response.content, frozenset(read.keys), read.until)


def _answer(request: WSGIRequest) -> HttpResponseBase:
    """The view itself: what middleware adds is the same for every page, and a fault is seen as it was."""
    match = resolve(request.path_info, OUTSIDE)
    request.resolver_match = match
    response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    if response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        raise NotAPageError("页面为每位读者设置了 Cookie，不能作为静态页面。")
    return response


def _request(host: str, path: str) -> WSGIRequest:
    request = WSGIRequest(_environ(host, path))
    request.urlconf = OUTSIDE
    frame = SiteFrame(path, host.partition(":")[0], f"{request.scheme}://{host}")
    frame.is_for_outside = settings.ZONE != "both"
    if batches.is_open():  # a fifth of what a page costs
        frame.columns = batches.once(("columns", frame.host), lambda: frame.columns)
    request.site_frame = frame  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    seat(request)
    return request


def host_of(site: str, domain: str) -> str:
    """The host under which a site is asked for while its pages are made."""
    if site == MAIN:
        return urlsplit(settings.SITE_ADDRESS).netloc or "localhost"
    if settings.MODE == "production":
        return domain
    port = urlsplit(settings.SITE_ADDRESS).port
    return f"{site}.localhost{f':{port}' if port else ''}"


def _environ(host: str, path: str) -> dict[str, object]:
    name, _, port = host.partition(":")
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "HTTP_HOST": host,
        "SERVER_NAME": name,
        "SERVER_PORT": port or ("443" if settings.HTTPS else "80"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_X_FORWARDED_PROTO": "https" if settings.HTTPS else "http",
        "wsgi.url_scheme": "https" if settings.HTTPS else "http",
        "wsgi.input": io.BytesIO(),
    }


@cache
def common_headers() -> tuple[tuple[str, str], ...]:
    """What every answer of this installation says about how it may be shown: the middleware decides."""
    handler = BaseHandler()
    handler.load_middleware()
    response = handler.get_response(_request(host_of(MAIN, ""), "/healthz"))
    return tuple((name, value) for name, value in response.items() if name.lower() not in OWN_TO_EACH)


def headers_of(file: str, digest: str, size: int) -> list[tuple[str, str]]:
    """Of the answer that gives a file; the same whichever process gives it."""
    return [
        ("Content-Type", rules.media_type(file)),
        ("Content-Length", str(size)),
        ("ETag", f'"{digest[:32]}"'),
        ("Cache-Control", "public, no-cache"),
        *common_headers(),
    ]
