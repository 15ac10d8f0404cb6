"""What does a reader get: the file, checked or not, or what the framework makes now?

A WSGI application around the real one. Each request reads one row: while nothing is untrue, files are
given without any further question; while something is, the page itself is asked for. A page that is untrue
or unknown is answered by the framework; where that fails, the last good file is given rather than an error.
A withdrawn page is given by nobody from the commit on.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.http import StreamingHttpResponse

from yiwang.subsystems.portal.pages import alarms, assets, mode, queries, rendering, rules, store
from yiwang.subsystems.portal.pages.actions import marking
from yiwang.subsystems.portal.pages.giving import Files
from yiwang.subsystems.portal.pages.manifest import Reader
from yiwang.subsystems.portal.pages.models import Marker, Page
from yiwang.subsystems.portal.rules import SiteState
from yiwang.subsystems.portal.sites import MAIN, Site

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Any], Iterable[bytes]]

FILES = "/files/"
LOCAL = ".localhost"
HOSTS_HOLD = 5
MOST_BYTES = 64 * 1024 * 1024
DROPPED_AT_304 = {"content-length", "content-type"}
STATUS = {200: "200 OK", 410: "410 Gone"}

_marker = f"SELECT change, is_pending, manifest FROM {Marker._meta.db_table} WHERE id = 1"  # noqa: S608 - our own table


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was read, with what the disk said of it then."""

    seen: tuple[int, int, int]
    digest: str
    headers: Headers
    body: bytes


class Asked(NamedTuple):
    """A page that somebody asks for."""

    site: str
    path: str
    file: str
    gone_file: str


@lru_cache(4096)
def _asked(site: str, path: str) -> Asked:
    return Asked(site, path, f"{site}/{rules.file_of(path)}", f"{site}/{rules.gone_file_of(path)}")


class Served:
    """The files of public pages, the application behind them."""

    def __init__(self, application: Application, *, is_strict: bool) -> None:
        self.application = application
        self.is_strict = is_strict
        self.reader = Reader()
        self._files = Files(self.reader, self._number, is_strict=is_strict)
        self._kept: dict[str, Kept] = {}
        self._bytes = 0
        self._hosts: dict[str, str | None] = {}
        self._hosts_until = 0.0
        self._root = f"{mode.published()}/"

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if self.is_strict and path.startswith(rules.STATIC_ADDRESS):
            status, headers, body = assets.answer(environ, path)
            start_response(status, headers)
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
        is_reading = environ["REQUEST_METHOD"] in {"GET", "HEAD"} and not environ.get("QUERY_STRING")
        if is_reading and path.startswith(FILES):
            return self._file(environ, start_response)
        if not is_reading or not rules.is_page(path):
            return self.application(environ, start_response)
        site = self._site(environ.get("HTTP_HOST", ""))
        if site is None:
            return self.application(environ, start_response)
        asked = _asked(site, path)
        state, manifest = self._state(asked)
        if state == rules.MADE:
            found = self._found(asked, manifest)
            if found is not None:
                return _given(found, 200, environ, start_response)
        if state == rules.GONE:
            found = self._found(asked, manifest, is_gone=True)
            if found is not None:
                return _given(found, 410, environ, start_response)
        return self._made(asked, state, environ, start_response)

    def _file(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """One that a public page shows; any other is the framework's."""
        response = self._files.response(environ)
        if response is None:
            return self.application(environ, start_response)
        own = {name.lower() for name in response.headers}
        common = [line for line in rendering.common_headers() if line[0].lower() not in own]
        start_response(f"{response.status_code} {response.reason_phrase}", [*response.items(), *common])
        # Not the response itself: closing it is the end of a request of the framework's.
        if isinstance(response, StreamingHttpResponse):
            return cast("Iterable[bytes]", response.streaming_content)
        return [response.content]

    def _number(self) -> int:
        """Of the newest list; 0 where nobody knows."""
        try:
            row = _read_marker()
        except Error:
            connections[DEFAULT_DB_ALIAS].close()
            return 0
        return int(row[2]) if row else 0

    def _site(self, host: str) -> str | None:
        """Which site a host means, asked of the database every few seconds; None for one that is not open.

        Old files of a site that was closed or taken off-line are not given any more.
        """
        if monotonic() >= self._hosts_until:
            try:
                rows = list(Site.objects.values_list("slug", "domain", "state"))
            except Error:
                connections[DEFAULT_DB_ALIAS].close()
            else:
                is_local = settings.MODE != "production"
                self._hosts = {
                    host: slug if state == SiteState.OPEN else None
                    for slug, domain, state in rows
                    for host in (domain, *((f"{slug}{LOCAL}",) if is_local else ()))
                }
            self._hosts_until = monotonic() + HOSTS_HOLD
        name = host.lower()
        return self._hosts.get(name if name.endswith("]") else name.rpartition(":")[0] or name, MAIN)

    def _state(self, asked: Asked) -> tuple[str, int]:
        """``made`` where the file may be given, and the number of the list it has to stand on.

        Where the database does not answer, what is up is up.
        """
        try:
            row = _read_marker()
            if row is None:
                return "", 0
            if not row[1]:
                return self._settled(asked), int(row[2])
            state = (
                Page.objects.filter(site=asked.site, path=asked.path).values_list("state", flat=True).first()
            )
        except Error:
            connections[DEFAULT_DB_ALIAS].close()
            return rules.MADE, 0
        return rules.MADE if state == rules.FAULTY else state or "", int(row[2])

    def _settled(self, asked: Asked) -> str:
        """Nothing is untrue just now: what lies there says what it is."""
        if os.path.exists(self._root + asked.gone_file):
            return rules.GONE
        return rules.MADE

    def _found(self, asked: Asked, manifest: int, *, is_gone: bool = False) -> Kept | None:
        file = asked.gone_file if is_gone else asked.file
        return self._proved(file, manifest) if self.is_strict else self._read(file)

    def _read(self, file: str) -> Kept | None:
        """The file; from memory while the disk says that it is the same."""
        place = self._root + file
        try:
            told = os.stat(place, follow_symlinks=False)
        except OSError:
            return None
        seen = (told.st_ino, told.st_mtime_ns, told.st_size)
        kept = self._kept.get(file)
        if kept is not None and kept.seen == seen:
            return kept
        body = store.read(store.place_of(file))
        return None if body is None else self._keep(file, seen, body)

    def _keep(self, file: str, seen: tuple[int, int, int], body: bytes) -> Kept:
        digest = store.digest_of(body)
        kept = Kept(seen, digest, rendering.headers_of(file, digest, len(body)), body)
        former = self._kept.pop(file, None)
        self._bytes += len(body) - (len(former.body) if former else 0)
        self._kept[file] = kept
        while self._bytes > MOST_BYTES:
            dropped = self._kept.pop(next(iter(self._kept)))
            self._bytes -= len(dropped.body)
        return kept

    def _proved(self, file: str, manifest: int) -> Kept | None:
        """Only bytes that the signed list names, read and digested for this very answer.

        What does not match is put right from the protected copy; where that is impossible nothing is given.
        """
        if not self.reader.renew(manifest):
            return None
        listed = self.reader.listed(file)
        if listed is None:
            return None
        body = store.read(store.place_of(file))
        if body is None or len(body) != listed.size or store.digest_of(body) != listed.digest:
            if _is_awaited(file, body):
                return None
            alarms.raised(file, body)
            body = store.protected(listed.digest)
            if body is None:
                return None
        kept = self._kept.get(file)
        if kept is None or kept.digest != listed.digest:
            kept = self._keep(file, (0, 0, 0), body)
        return Kept(kept.seen, kept.digest, kept.headers, body)

    def _made(self, asked: Asked, state: str, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Let the framework answer; enter a page nobody knew of; a fault gives way to the last good file."""
        said: list[tuple[str, Headers, Any]] = []
        answer = self.application(environ, lambda *told: said.append((told[0], told[1], told[2:])))
        status, headers, more = said[-1]
        if status.startswith("5") and state in {rules.STALE, rules.MADE}:
            last = self._last_good(asked)
            if last is not None:
                if hasattr(answer, "close"):
                    answer.close()
                return _given(last, 200, environ, start_response)
        if status.startswith("200") and state in {"", rules.MADE} and environ["REQUEST_METHOD"] == "GET":
            _enter(asked)
        start_response(status, headers, *more)
        return answer

    def _last_good(self, asked: Asked) -> Kept | None:
        if not self.is_strict:
            return self._read(asked.file)
        return self._proved(asked.file, 0)


def _read_marker() -> tuple[int, bool, int] | None:
    """One row by the driver itself: Django's cursor costs three times the query, and every page asks."""
    wrapper = connections[DEFAULT_DB_ALIAS]
    if wrapper.connection is None:
        wrapper.ensure_connection()
    with wrapper.wrap_database_errors:
        row: tuple[int, bool, int] | None = wrapper.connection.execute(_marker).fetchone()
    return row


def _is_awaited(file: str, body: bytes | None) -> bool:
    """Whether a maker is just putting these bytes there: the list will follow in a moment."""
    if body is None:
        return False
    site, _, own = file.partition("/")
    path = rules.path_of(own.removeprefix(f"{rules.GONE_FOLDER}/"))
    digests = Page.objects.filter(site=site, path=path).values_list("digest", "next_digest").first()
    return digests is not None and store.digest_of(body) in digests


def _enter(asked: Asked) -> None:
    if not queries.are_made_here():
        return
    try:
        marking.enter(asked.site, [asked.path], later=2)
    except Error:  # a page is given though it cannot be entered now; the next reader enters it
        connections[DEFAULT_DB_ALIAS].close()


def _given(found: Kept, status: int, environ: Environ, start_response: Any) -> Iterable[bytes]:
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if (
        asked
        and status == 200
        and f'"{found.digest[:32]}"' in [one.strip().removeprefix("W/") for one in asked.split(",")]
    ):
        kept = [(name, value) for name, value in found.headers if name.lower() not in DROPPED_AT_304]
        start_response("304 Not Modified", kept)
        return []
    start_response(STATUS[status], found.headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [found.body]
