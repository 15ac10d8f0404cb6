"""To which machines may calls be sent, and how is one handed over?"""

import socket
import ssl
from collections.abc import Sequence
from functools import lru_cache
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from yiwang.kernel.errors import Refused
from yiwang.kernel.systems import rules

SECONDS = 10.0


class NotTakenError(Exception):
    """The receiver did not say that it has it; ``is_silent``: it was not reached, or is too busy."""

    def __init__(self, sentence: str, *, is_silent: bool) -> None:
        super().__init__(sentence)
        self.is_silent = is_silent


def is_local_allowed(mode: str) -> bool:
    """A receiver on this very machine: for the demonstration and for tests."""
    return mode in {"demo", "test"}


def networks() -> Sequence[str]:
    """Inner networks whose machines may be called, as CIDR: YIWANG_WEBHOOK_NETWORKS; none unless set."""
    found: Sequence[str] = settings.WEBHOOK_NETWORKS
    return found


def permitted_addresses(address: str) -> list[str]:
    """The IP addresses behind a webhook's address, looked up now.

    Raises Refused where there is none, or where one of them may not be called: names change their meaning.
    """
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused(f"找不到“{host}”，请核对回调地址。", field="address") from None
    local = is_local_allowed(settings.MODE) and host in rules.LOCAL_NAMES
    ips = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    for ip in ips:
        if fault := rules.host_fault(ip, networks(), local_allowed=local):
            raise Refused(fault, field="address")
    return ips


class Handover:
    """One call on its way to its receiver. ``run`` in a thread of its own, ``stop`` from outside it."""

    def __init__(self, address: str, headers: dict[str, str], body: str) -> None:
        self.address, self.headers, self.body = address, headers, body
        self.began = monotonic()
        self._stream: Any = None

    @property
    def is_overdue(self) -> bool:
        return monotonic() - self.began > SECONDS

    def run(self) -> str:
        """What the receiver said on taking it: only 2xx is a yes, and nothing of the answer's body is read.

        Raises NotTakenError. Redirects are not followed, proxies of the environment not used.
        """
        self.began = monotonic()
        try:
            return self._handed_over()
        except Refused as refused:
            raise NotTakenError(refused.sentence, is_silent=True) from None
        except httpx.HTTPError as fault:
            is_late = self.is_overdue or isinstance(fault, httpx.TimeoutException)
            why = f"对方{SECONDS:g}秒内没有答复。" if is_late else f"连接失败：{_said(fault)}"
            raise NotTakenError(why, is_silent=True) from None

    def stop(self) -> None:
        """Cut the connection of a receiver that drips its answer."""
        connected = self._stream.get_extra_info("socket") if self._stream else None
        if connected is not None:
            try:
                connected.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def _handed_over(self) -> str:
        ip = permitted_addresses(self.address)[0]
        asked = httpx.URL(self.address)
        # To the address that was looked at, under the name that was asked for: no second look-up in between.
        url = asked.copy_with(host=ip)
        headers = {**self.headers, "Host": asked.netloc.decode("ascii")}
        extensions = {"sni_hostname": asked.raw_host.decode("ascii"), "trace": self._remember}
        with (
            httpx.Client(verify=_context(), trust_env=False, timeout=SECONDS) as client,
            client.stream(
                "POST", url, content=self.body.encode(), headers=headers, extensions=extensions
            ) as answer,
        ):
            return _judged(answer.status_code)

    def _remember(self, event: str, about: dict[str, Any]) -> None:
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._stream = about["return_value"]


@lru_cache(maxsize=1)
def _context() -> ssl.SSLContext:
    """The machine's certificate store: an inner authority is trusted where the machine trusts it."""
    return ssl.create_default_context()


def _judged(status: int) -> str:
    if 200 <= status < 300:
        return str(status)
    if 300 <= status < 400:
        raise NotTakenError(f"对方要求转到别处（{status}），不予跟随，请改用最终地址。", is_silent=False)
    if status == 429 or status >= 500:
        raise NotTakenError(f"对方暂时不能接收（{status}）。", is_silent=True)
    raise NotTakenError(f"对方没有接收（{status}）。", is_silent=False)


def _said(fault: Exception) -> str:
    return rules.reason(str(fault) or type(fault).__name__)
