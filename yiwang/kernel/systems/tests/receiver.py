"""A system of some unit on this machine that takes webhooks as the documentation tells it to."""

import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from yiwang.kernel.systems.rules import TOLERANCE_SECONDS, signature


@dataclass(frozen=True)
class Told:
    headers: dict[str, str]
    body: str

    def is_genuine(self, secret: str, at: int) -> bool:
        """What every receiver should ask: signed with our secret, and not long ago."""
        timestamp = self.headers["X-Yiwang-Timestamp"]
        is_fresh = abs(at - int(timestamp)) <= TOLERANCE_SECONDS
        return is_fresh and self.headers["X-Yiwang-Signature"] == signature(secret, timestamp, self.body)


@dataclass
class Receiver:
    """``with Receiver() as receiver``: answers every call with ``status`` and remembers what it was told.

    ``silent``: takes the request and answers nothing until the end; ``drips``: one byte of header at a time.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b"ok"
    silent: bool = False
    drips: bool = False
    certificate: Path | None = None
    name: str = "127.0.0.1"
    told: list[Told] = field(default_factory=list)

    def __enter__(self) -> "Receiver":
        self.over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"receiver": self}))
        self._server.daemon_threads = True
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme = "https" if self.certificate else "http"
        self.address = f"{scheme}://{self.name}:{self._server.server_port}/hook?from=yiwang"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *fault: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()


class Handler(BaseHTTPRequestHandler):
    """One request; ``receiver`` is set on a subclass made for each Receiver."""

    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.receiver.told.append(Told(dict(self.headers), body))
        if self.receiver.silent:
            self.receiver.over.wait(30)
        elif self.receiver.drips:
            self._drip()
        else:
            self._say()

    def _say(self) -> None:
        self.send_response(self.receiver.status)
        for name, value in self.receiver.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.receiver.answer)))
        self.end_headers()
        self.wfile.write(self.receiver.answer)

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.receiver.over.wait(0.05):
            self.wfile.write(b"a")

    def handle(self) -> None:
        with suppress(OSError):
            super().handle()

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()

    def log_message(self, *_: object) -> None:
        return


def free_port() -> int:
    """A port on which nobody listens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        return server.server_port
