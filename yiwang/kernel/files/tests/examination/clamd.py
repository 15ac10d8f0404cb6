"""A stand-in that speaks the scanner's real protocol over TCP or a local socket."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from yiwang.kernel.files.tests.makers import EICAR


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = self._line()
        if command != b"zINSTREAM":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        seen = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            seen += self.rfile.read(length)
            if len(seen) > self.server.longest:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.seen.append(seen)
        reply = self.server.reply or (b"stream: Eicar-Signature FOUND" if EICAR in seen else b"stream: OK")
        self.wfile.write(reply + b"\0")

    def _line(self) -> bytes:
        line = b""
        while (byte := self.rfile.read(1)) not in {b"\0", b""}:
            line += byte
        return line


class _Server:
    daemon_threads = True
    longest = 4 << 20
    reply = b""


class TcpServer(_Server, socketserver.ThreadingTCPServer): ...


class LocalServer(_Server, socketserver.ThreadingUnixStreamServer): ...


@contextmanager
def scanner(path: Path | None = None, **changes: Any) -> Iterator[tuple[str, Any]]:
    """The address for settings.FILES_CLAMAV and the server, which keeps what it has ``seen``."""
    server: Any = LocalServer(str(path), Handler) if path else TcpServer(("127.0.0.1", 0), Handler)
    server.seen = []
    for name, value in changes.items():
        setattr(server, name, value)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"unix://{path}" if path else f"tcp://127.0.0.1:{server.server_address[1]}", server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
