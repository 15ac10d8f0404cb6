"""How are visits counted while pages are answered, without keeping anything about who reads?

Around the application, so that pages given again by ``remembered`` count too. What was counted waits in
memory for a few seconds and is written by a thread of its own in one statement: a page never waits for it,
and a process that is killed loses no more than those seconds.
"""

import atexit
from collections.abc import Callable, Iterable
from datetime import date
from hashlib import blake2b
from threading import Event, Lock, Thread
from time import time
from typing import Any, cast

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest

from yiwang.kernel.deadlines.moments import today
from yiwang.kernel.organizations.acting import address_of
from yiwang.subsystems.portal import beacon
from yiwang.subsystems.portal.visits import actions, rules
from yiwang.subsystems.portal.visits.actions import Opening, Place
from yiwang.subsystems.portal.visits.rules import Answered, Page

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
WRITTEN_EVERY = 5.0
MOST_WAITING = 20_000
MOST_MARKS = 200_000
LONGEST_PATH = 300


class Readers:
    """Who opened what within the present window: marks that mean nothing without the window's salt.

    The salt follows from the secret of the installation, so that all its processes make the same marks; it is
    kept nowhere, and with the next window another one begins.
    """

    def __init__(self) -> None:
        self._window: tuple[date, int] | None = None
        self._salt = b""
        self._opened: set[int] = set()
        self._tally: dict[int, int] = {}

    def opening(
        self, day: date, moment: float, reader: tuple[str, str], page: tuple[str, Page]
    ) -> Opening | None:
        """What is to be counted: once a reader and page within a window, and within the limits.

        ``reader``: address and program; ``page``: host and page. This process asks itself first, so that
        nobody fills its memory or the database; ``actions`` asks what the others counted.
        """
        self._turn(day, int(moment // rules.WINDOW_SECONDS))
        host, opened = page
        mark = self._mark(*reader, host, opened.kind, opened.key)
        if mark in self._opened or len(self._opened) >= MOST_MARKS:
            return None
        marks = (self._mark(*reader), self._mark(reader[0]))
        limits = (rules.PER_READER, rules.PER_ADDRESS)
        if any(self._tally.get(one, 0) >= most for one, most in zip(marks, limits, strict=True)):
            return None
        self._opened.add(mark)
        for one in marks:
            self._tally[one] = self._tally.get(one, 0) + 1
        return Opening(Place(day, host, opened), int(moment // rules.WINDOW_SECONDS), mark, *marks)

    def _turn(self, day: date, window: int) -> None:
        if (day, window) == self._window:
            return
        self._window = (day, window)
        secret = blake2b(settings.SECRET_KEY.encode()).digest()
        self._salt = blake2b(f"visits:{day}:{window}".encode(), key=secret).digest()
        self._opened.clear()
        self._tally.clear()

    def _mark(self, *parts: str) -> int:
        made = blake2b("\0".join(parts).encode(), digest_size=8, key=self._salt).digest()
        return int.from_bytes(made, "big", signed=True)


class Counting:
    """A WSGI application around the real one. ``write``: what puts openings into the database."""

    def __init__(
        self,
        application: Callable[[Environ, Any], Iterable[bytes]],
        write: Any = None,
        clock: Any = time,
    ) -> None:
        self.application = application
        self._is_told = beacon.is_lit()
        self._write = write or (actions.count_told if self._is_told else actions.count)
        self._clock = clock
        self._day: date | None = None
        self._looked_at = 0.0
        self._readers = Readers()
        self._batch: list[Opening] = []
        self._lock = Lock()
        self._stopping = Event()
        self._thread: Thread | None = None

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        if self._is_told:
            return self._hear(environ, start_response)
        page = rules.page_of(environ["PATH_INFO"])
        if page is None:
            return self.application(environ, start_response)

        def listening(status: str, headers: Headers, exc_info: Any = None) -> Any:
            if rules.is_visit(_answered(environ, status, headers), page):
                self._count(environ, page)
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        return self.application(environ, listening)

    def _hear(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """What a page tells of itself; answered here, whatever it says."""
        if environ["PATH_INFO"] != beacon.ADDRESS or environ["REQUEST_METHOD"] != "POST":
            return self.application(environ, start_response)
        page = rules.page_of(_told(environ))
        is_ours = environ.get("HTTP_SEC_FETCH_SITE", "same-origin") == "same-origin"
        if page is not None and is_ours and not rules.is_robot(environ.get("HTTP_USER_AGENT", "")):
            self._count(environ, page)
        start_response("204 No Content", [("Cache-Control", "no-store")])
        return []

    def _count(self, environ: Environ, page: Page) -> None:
        moment = self._clock()
        day, host = self._day_at(moment), environ.get("HTTP_HOST", "").rsplit(":", 1)[0].lower()
        address, agent = _address(environ), environ.get("HTTP_USER_AGENT", "")
        with self._lock:
            opening = self._readers.opening(day, moment, (address, agent), (host, page))
            if opening is None:
                return
            if len(self._batch) < MOST_WAITING:
                self._batch.append(opening)
        self._begin()

    def _day_at(self, moment: float) -> date:
        """Looked up once a second: every page asks."""
        if self._day is None or abs(moment - self._looked_at) >= 1:
            self._day, self._looked_at = today(), moment
        return self._day

    def _begin(self) -> None:
        """The thread begins with the first visit: a server that forks has forked by then."""
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = Thread(target=self._go_on, name="visits", daemon=True)
                    self._thread.start()
                    atexit.register(self.flush)

    def _go_on(self) -> None:
        while not self._stopping.wait(WRITTEN_EVERY):
            self.flush()

    def flush(self) -> int:
        """Write what was counted so far; it is kept for the next time where the database does not answer."""
        with self._lock:
            batch, self._batch = self._batch, []
        if not batch:
            return 0
        try:
            return int(self._write(batch))
        except Error:
            with self._lock:
                self._batch = [*batch, *self._batch][:MOST_WAITING]
            return 0
        finally:
            if self._thread is not None:
                connection.close()

    def stop(self) -> None:
        """End the thread after a last writing."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(WRITTEN_EVERY)
        self.flush()


def counting(application: Callable[[Environ, Any], Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The application, counted where the public reads: inside nobody does."""
    return application if settings.ZONE == "inner" else Counting(application)


def _answered(environ: Environ, status: str, headers: Headers) -> Answered:
    asked = environ.get
    return Answered(
        environ["REQUEST_METHOD"],
        status,
        _content_type(headers),
        asked("HTTP_USER_AGENT", ""),
        f"{asked('HTTP_SEC_PURPOSE', '')} {asked('HTTP_PURPOSE', '')}".lower(),
        asked("HTTP_SEC_FETCH_DEST", ""),
        "HTTP_HX_REQUEST" in environ,
    )


def _content_type(headers: Headers) -> str:
    for name, value in headers:
        if name.lower() == "content-type":
            return value
    return ""


def _told(environ: Environ) -> str:
    """The path in the body of a beacon; empty where it is none."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LONGEST_PATH:
        return ""
    return str(environ["wsgi.input"].read(int(length)).decode("utf-8", "replace"))


class _Asked:
    """As much of a request as the address is read from."""

    __slots__ = ("META",)

    def __init__(self, environ: Environ) -> None:
        self.META = environ


def _address(environ: Environ) -> str:
    return address_of(cast(HttpRequest, _Asked(environ)))
