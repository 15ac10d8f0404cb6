"""How does the live server answer a browser? One GET, one stream, then the connection ends.

A connection is never used twice, so nothing of one request can reach into another; a head that is too long
or too slow, and a reader that does not read, are cut off.
"""

import asyncio
import random
import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import cast

from yiwang.subsystems.participation.interviews.live.hub import Hub

LONGEST_HEAD = 8 << 10
HEAD_SECONDS = 10
MOST_UNREAD = 512 << 10
# Readers whose server is gone come again between these milliseconds, not all at once.
RETRY = (1_000, 4_000)

_ASKED = re.compile(r"GET /interviews/(\d{1,12})/events/(?:\?after=(\d{1,9}))? HTTP/1\.[01]")
_HEALTH = re.compile(r"(?:GET|HEAD) /healthz HTTP/1\.[01]")
_STREAM = (
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n"
    "X-Accel-Buffering: no\r\nX-Content-Type-Options: nosniff\r\nAccess-Control-Allow-Origin: *\r\n"
    "Connection: close\r\n\r\nretry: {}\n\n"
)
_PHRASES = {
    200: "OK",
    400: "Bad Request",
    404: "Not Found",
    431: "Request Header Fields Too Large",
    503: "Busy",
}


@dataclass(frozen=True)
class Limits:
    """``readers``: of this process; ``per_address``: of one address; ``is_behind_proxy``: who says it."""

    readers: int
    per_address: int
    is_behind_proxy: bool = False


class Connection(asyncio.Protocol):
    """A reader of the hub, once its head was read."""

    __slots__ = ("_address", "_broadcast", "_head", "_hub", "_limits", "_timer", "_transport", "after")

    def __init__(self, hub: Hub, limits: Limits) -> None:
        self._hub, self._limits = hub, limits
        self._head = b""
        self._broadcast = 0
        self._address = ""
        self.after = 0
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._timer = asyncio.get_running_loop().call_later(HEAD_SECONDS, self._transport.abort)

    def data_received(self, data: bytes) -> None:
        if self._timer is None:
            return  # an event stream is read, not written to
        self._head += data
        if len(self._head) > LONGEST_HEAD:
            self._refuse(431)
        elif b"\r\n\r\n" in self._head:
            head, self._head = self._head.partition(b"\r\n\r\n")[0], b""
            self._answer(head.decode("latin-1"))

    def _answer(self, head: str) -> None:
        request, _, rest = head.partition("\r\n")
        if _HEALTH.fullmatch(request):
            self._refuse(200)
            return
        asked = _ASKED.fullmatch(request)
        if asked is None:
            self._refuse(404 if re.fullmatch(r"GET \S+ HTTP/1\.[01]", request) else 400)
            return
        headers = _headers(rest)
        self._address = self._told_address(headers)
        hub, limits = self._hub, self._limits
        if hub.readers >= limits.readers or hub.addresses[self._address] >= limits.per_address:
            self._refuse(503)
            return
        self._join(int(asked[1]), _known(headers.get("last-event-id", ""), asked[2]))

    def _join(self, broadcast_id: int, after: int) -> None:
        self._settle()
        self._broadcast, self.after = broadcast_id, after
        self._hub.addresses[self._address] += 1
        retry = random.randint(*RETRY)  # noqa: S311 - spreads readers, guards nothing
        self.give(_STREAM.format(retry).encode())
        self._hub.join(broadcast_id, self)

    def _told_address(self, headers: dict[str, str]) -> str:
        peer = self._transport.get_extra_info("peername") if self._transport else None
        address = str(peer[0]) if peer else ""
        if self._limits.is_behind_proxy:
            address = headers.get("x-forwarded-for", address).rsplit(",", 1)[-1].strip()
        try:
            return str(ip_address(address))
        except ValueError:
            return ""

    def _refuse(self, status: int) -> None:
        self._settle()
        if self._transport is None:
            return
        body = b"ok\n" if status == 200 else b""
        again = "Retry-After: 10\r\n" if status == 503 else ""
        head = (
            f"HTTP/1.1 {status} {_PHRASES[status]}\r\nContent-Type: text/plain\r\n{again}"
            f"Access-Control-Allow-Origin: *\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        self._transport.write(head.encode() + body)
        self._transport.close()

    def _settle(self) -> None:
        """The head was read: what comes now is not looked at."""
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def give(self, frames: bytes) -> None:
        """Write to the reader, or cut off one that has not read half a megabyte: it comes again."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if transport.get_write_buffer_size() > MOST_UNREAD:
            transport.abort()
            return
        transport.write(frames)

    def end(self) -> None:
        if self._transport:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._settle()
        if self._broadcast:
            self._hub.leave(self._broadcast, self)
            self._hub.addresses[self._address] -= 1
            if self._hub.addresses[self._address] <= 0:
                del self._hub.addresses[self._address]
            self._broadcast = 0
        self._transport = None


def _headers(text: str) -> dict[str, str]:
    """By lower-case name; of one that stands twice the last."""
    lines = (line.partition(":") for line in text.split("\r\n"))
    return {name.strip().lower(): value.strip() for name, colon, value in lines if colon}


def _known(last_event: str, asked: str | None) -> int:
    """The header of a browser that comes again goes before the address it began with (HTML, 9.2.4)."""
    if last_event.isascii() and last_event.isdigit() and len(last_event) < 10:
        return int(last_event)
    return int(asked or 0)
