"""Which public page need not be made again?

A small HTTP cache in each process, before Django: what a view marked ``Cache-Control: public, no-cache`` and
gave an ETag is given again as long as the edition is the same (RFC 9111: stored, but asked about each time).
Withdrawing or changing anything begins a new edition, so nothing withdrawn is ever given again.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

from yiwang.subsystems.portal.edition import Edition

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Any], Iterable[bytes]]
Key = tuple[str, str, str, str]

PATHS = ("/a/", "/c/", "/t/", "/sitemap/")
QUERY = re.compile(r"(?:page=\d{1,3})?")
LIFETIME = 10
"""Seconds; what changes by the clock alone (a document that is no longer in force) is seen after these."""
MOST_BYTES = 64 * 1024 * 1024
DROPPED_AT_304 = {"content-length", "content-type"}


@dataclass(frozen=True, slots=True)
class Page:
    """A whole answer with the edition it belongs to."""

    edition: int
    until: float
    etag: str
    headers: Headers
    body: bytes


class Remembered:
    """A WSGI application around the real one."""

    def __init__(self, application: Application, edition: Edition | None = None) -> None:
        self.application = application
        self.edition = edition or Edition()
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        key = _key(environ)
        if key is None:
            return self.application(environ, start_response)
        edition = self.edition.current()
        if edition is None:
            return self.application(environ, start_response)
        page = self._pages.get(key)
        if page is None or page.edition != edition or page.until < monotonic():
            return self._made(key, edition, environ, start_response)
        return _given(page, environ, start_response)

    def _made(self, key: Key, edition: int, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Let the application answer, and keep the answer where it may be kept.

        The edition was read before: a change meanwhile begins another one, and the page is not used.
        """
        said: list[tuple[str, Headers]] = []

        def listening(status: str, headers: Headers, exc_info: Any = None) -> Any:
            said.append((status, headers))
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        answer = self.application(environ, listening)
        status, headers = said[-1]
        etag = _etag_to_keep(status, headers)
        if etag is None or environ["REQUEST_METHOD"] != "GET":
            return answer
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        self._keep(key, Page(edition, monotonic() + LIFETIME, etag, headers, body))
        return [body]

    def _keep(self, key: Key, page: Page) -> None:
        with self._lock:
            old = self._pages.pop(key, None)
            self._bytes += len(page.body) - (len(old.body) if old else 0)
            self._pages[key] = page
            while self._bytes > MOST_BYTES:
                _, dropped = self._pages.popitem(last=False)
                self._bytes -= len(dropped.body)


def _key(environ: Environ) -> Key | None:
    """What the answer depends on; None where it is not ours to keep."""
    path = environ["PATH_INFO"]
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or not (path == "/" or path.startswith(PATHS)):
        return None
    query = environ.get("QUERY_STRING", "")
    if not QUERY.fullmatch(query):
        return None
    scheme = f"{environ['wsgi.url_scheme']} {environ.get('HTTP_X_FORWARDED_PROTO', '')}"
    return scheme, environ.get("HTTP_HOST", ""), path, query


def _etag_to_keep(status: str, headers: Headers) -> str | None:
    if not status.startswith("200"):
        return None
    named = {name.lower(): value for name, value in headers}
    if "set-cookie" in named or "cookie" in named.get("vary", "").lower():
        return None
    return named.get("etag") if named.get("cache-control", "").startswith("public") else None


def _given(page: Page, environ: Environ, start_response: Any) -> Iterable[bytes]:
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and page.etag in [one.strip().removeprefix("W/") for one in asked.split(",")]:
        kept = [(name, value) for name, value in page.headers if name.lower() not in DROPPED_AT_304]
        start_response("304 Not Modified", kept)
        return []
    start_response("200 OK", page.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]
