"""How is one address opened: politely, within bounds, and never where it must not lead?"""

import socket
import ssl
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from time import monotonic, sleep
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

import httpx

from yiwang.subsystems.portal.inspection.web import addresses
from yiwang.subsystems.portal.inspection.web.names import Names
from yiwang.subsystems.portal.inspection.web.robots import USER_AGENT

SECONDS = 15.0
MOST_BYTES = 2_000_000
MOST_REDIRECTS = 5
PACKED = {"gzip", "x-gzip", "deflate"}
REDIRECTS = {301, 302, 303, 307, 308}
# A machine that does not answer HEAD in earnest is asked again with GET.
HEAD_REFUSED = {400, 401, 403, 404, 405, 406, 410, 429, 500, 501, 503}


@dataclass(frozen=True)
class Answer:
    """What came back. ``status`` 0: nothing did, and ``fault`` says why; ``address``: after redirects.

    ``is_passing``: another try may go better (a timeout, a busy server, a name that was not found).
    """

    address: str
    status: int = 0
    fault: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_cut: bool = False
    is_passing: bool = False
    is_inner: bool = False
    seconds: float = 0.0

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 400


class Fetch(Protocol):
    """Whoever opens addresses: the web, or a test's own pages."""

    def get(self, address: str) -> Answer: ...
    def head(self, address: str) -> Answer: ...
    def cut_overdue(self) -> None: ...
    def keep_distance(self, seconds: float) -> None: ...


@dataclass(frozen=True)
class Manners:
    """``private_hosts``: hosts that may lie in an inner network; ``gap``: seconds between two visits."""

    private_hosts: frozenset[str] = frozenset()
    gap: float = 0.1
    seconds: float = SECONDS
    most_bytes: int = MOST_BYTES


class _Stop(Exception):  # noqa: N818 - an end, not a fault of ours
    def __init__(self, fault: str, *, is_passing: bool = False, is_inner: bool = False) -> None:
        super().__init__(fault)
        self.fault, self.is_passing, self.is_inner = fault, is_passing, is_inner


@dataclass
class _Flight:
    began: float
    stream: Any = None

    def remember(self, event: str, about: dict[str, Any]) -> None:
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self.stream = about["return_value"]


class Web:
    """Opens addresses over the network; used from a few threads at once, closed by whoever made it."""

    def __init__(self, names: Names, manners: Manners) -> None:
        self._names, self._manners = names, manners
        limits = httpx.Limits(max_connections=4, max_keepalive_connections=4)
        # One connection serves one name: strangers on one machine must not share it.
        alone = httpx.Limits(max_connections=4, max_keepalive_connections=0)
        self._own, self._others = _client(limits, manners), _client(alone, manners)
        self._flights: set[int] = set()
        self._flying: dict[int, _Flight] = {}
        self._lock = Lock()
        self._turns: dict[str, float] = {}
        self._gap = manners.gap
        self.home = ""

    def close(self) -> None:
        self._own.close()
        self._others.close()

    def get(self, address: str) -> Answer:
        return self._opened("GET", address)

    def head(self, address: str) -> Answer:
        """HEAD, and GET where that is refused; the body is not kept."""
        answer = self._opened("HEAD", address)
        if answer.status in HEAD_REFUSED or (answer.status == 0 and "中断" in answer.fault):
            return self._opened("GET", address, most_bytes=1024)
        return answer

    def keep_distance(self, seconds: float) -> None:
        """Two visits to one host are at least so far apart: what the site asks for in its robots.txt."""
        self._gap = max(self._gap, seconds)

    def cut_overdue(self) -> None:
        """Cut connections that drip longer than they may."""
        limit = monotonic() - self._manners.seconds
        with self._lock:
            late = [flight for flight in self._flying.values() if flight.began <= limit and flight.stream]
        for flight in late:
            connected = flight.stream.get_extra_info("socket")
            if connected is not None:
                try:
                    connected.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue

    def _opened(self, method: str, address: str, most_bytes: int | None = None) -> Answer:
        flight = _Flight(monotonic())
        with self._lock:
            self._flying[id(flight)] = flight
        try:
            return self._followed(method, address, flight, most_bytes or self._manners.most_bytes)
        except _Stop as stop:
            took = monotonic() - flight.began
            return Answer(
                address, 0, stop.fault, is_passing=stop.is_passing, is_inner=stop.is_inner, seconds=took
            )
        except httpx.HTTPError as fault:
            return self._failed(address, fault, monotonic() - flight.began)
        except (ValueError, UnicodeError, httpx.InvalidURL):
            return Answer(address, 0, "地址写法有误", seconds=monotonic() - flight.began)
        finally:
            with self._lock:
                del self._flying[id(flight)]

    def _failed(self, address: str, fault: Exception, took: float) -> Answer:
        if isinstance(fault, httpx.TimeoutException) or took >= self._manners.seconds:
            return Answer(address, 0, f"{self._manners.seconds:g}秒内没有打开", is_passing=True, seconds=took)
        if "CERTIFICATE" in str(fault).upper():
            return Answer(address, 0, "证书不受信任、已过期或与域名不符", seconds=took)
        said = "连接中断" if isinstance(fault, httpx.RemoteProtocolError | httpx.ReadError) else "连接不上"
        return Answer(address, 0, said, is_passing=True, seconds=took)

    def _followed(self, method: str, address: str, flight: _Flight, most_bytes: int) -> Answer:
        seen = {address}
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._once(method, address, flight, most_bytes)
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return answer
            address = addresses.absolute(address, urljoin(address, answer.headers["location"]))
            if not address:
                raise _Stop("跳转到的地址写法有误")
            if address in seen:
                raise _Stop("循环跳转")
            seen.add(address)
        raise _Stop(f"跳转超过{MOST_REDIRECTS}次")

    def _once(self, method: str, address: str, flight: _Flight, most_bytes: int) -> Answer:
        ip = self._permitted(address)
        self._wait_turn(addresses.host_of(address))
        asked = httpx.URL(address)
        headers = {"Host": asked.netloc.decode("ascii")}
        extensions = {"sni_hostname": asked.raw_host.decode("ascii"), "trace": flight.remember}
        is_own = addresses.site_of(address) == addresses.site_of(self.home)
        client = self._own if is_own else self._others
        url = asked.copy_with(host=ip)
        with client.stream(method, url, headers=headers, extensions=extensions) as got:
            flight.stream = flight.stream or got.extensions.get("network_stream")
            body, is_cut = self._body(got, flight, most_bytes) if method == "GET" else (b"", False)
            return Answer(
                address,
                got.status_code,
                headers=dict(got.headers),
                body=body,
                is_cut=is_cut,
                is_passing=got.status_code in {429, 500, 502, 503, 504},
                seconds=monotonic() - flight.began,
            )

    def _permitted(self, address: str) -> str:
        """An IP address behind it that may be opened, looked up now: names change their meaning."""
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        ips = self._names.ips(host, parts.port or addresses.PORTS[parts.scheme])
        if not ips:
            raise _Stop("域名无法解析", is_passing=True)
        for ip in ips:
            if addresses.is_never(ip):
                raise _Stop("地址指向不能访问的网段", is_inner=True)
            if not addresses.is_public_ip(ip) and host not in self._manners.private_hosts:
                raise _Stop("地址指向内部网络，公众打不开", is_inner=True)
        return ips[0]

    def _wait_turn(self, host: str) -> None:
        if not self._gap:
            return
        with self._lock:
            moment = monotonic()
            turn = max(self._turns.get(host, moment), moment)
            self._turns[host] = turn + self._gap
        if turn > moment:
            sleep(turn - moment)

    def _body(self, got: httpx.Response, flight: _Flight, most_bytes: int) -> tuple[bytes, bool]:
        """At most so many bytes, unpacked within the same bound: what would swell is cut off."""
        if got.status_code in REDIRECTS or not _is_text(got.headers.get("content-type", "")):
            return b"", False
        grow = _unpacking(got.headers.get("content-encoding", "").strip().lower())
        kept = bytearray()
        for chunk in got.iter_raw():
            kept += grow(chunk, most_bytes - len(kept) + 1)
            if len(kept) > most_bytes:
                return bytes(kept[:most_bytes]), True
            if monotonic() - flight.began >= self._manners.seconds:
                raise _Stop(f"{self._manners.seconds:g}秒内没有打开", is_passing=True)
        return bytes(kept), False


def _is_text(kind: str) -> bool:
    kind = kind.lower()
    return not kind or kind.startswith("text/") or "html" in kind or "xml" in kind or "json" in kind


def _unpacking(packed: str) -> Callable[[bytes, int], bytes]:
    if packed in {"", "identity"}:
        return lambda chunk, most: chunk[:most]
    if packed not in PACKED:
        raise _Stop(f"内容压缩方式无法识别：{packed[:20]}")
    unpacker = zlib.decompressobj(47)

    def grow(chunk: bytes, most: int) -> bytes:
        try:
            return unpacker.decompress(chunk, max(most, 1))
        except zlib.error:
            raise _Stop("压缩内容已损坏") from None

    return grow


def _client(limits: httpx.Limits, manners: Manners) -> httpx.Client:
    headers = {"User-Agent": USER_AGENT, "Accept": "text/html,*/*;q=0.5", "Accept-Encoding": "gzip, deflate"}
    timeout = httpx.Timeout(manners.seconds, pool=None)
    return httpx.Client(verify=_context(), trust_env=False, timeout=timeout, limits=limits, headers=headers)


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()
