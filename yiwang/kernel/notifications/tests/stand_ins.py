"""A mail server and a text-message gateway on this machine that speak the real protocols."""

import asyncio
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Letter:
    recipient: str
    text: str


@dataclass
class MailServer:
    """Takes mail by SMTP (RFC 5321) from a thread of its own; ``with MailServer() as server``.

    ``refusals`` answers RCPT of an address, ``data_reply`` answers the text of a letter; a letter counts as
    ``received`` when its text has arrived, as ``taken`` when the reply has gone out ``slow`` seconds later.
    """

    refusals: dict[str, str] = field(default_factory=dict)
    greeting: str = "220 stand-in ESMTP"
    sender_reply: str = "250 2.1.0 Ok"
    data_reply: str = "250 2.0.0 Ok: queued as 4F9D195432C"
    slow: float = 0
    port: int = 0
    received: list[Letter] = field(default_factory=list)
    taken: list[Letter] = field(default_factory=list)
    conversations: int = 0

    def __enter__(self) -> "MailServer":
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._done(asyncio.start_server(self._converse, "127.0.0.1", self.port))
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *fault: object) -> None:
        self._done(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    async def _close(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _done(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout=5)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.conversations += 1
        recipients: list[str] = []
        writer.write(f"{self.greeting}\r\n".encode())
        try:
            while line := (await reader.readline()).decode().strip():
                if not await self._answer(line, recipients, reader, writer):
                    break
        except ConnectionError:
            return
        finally:
            writer.close()

    async def _answer(
        self, line: str, recipients: list[str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        verb = line.split(":")[0].split(" ")[0].upper()
        replies = {
            "EHLO": "250-stand-in\r\n250-8BITMIME\r\n250 SIZE 10485760",
            "HELO": "250 stand-in",
            "MAIL": self.sender_reply,
            "RSET": "250 2.0.0 Ok",
            "NOOP": "250 2.0.0 Ok",
            "QUIT": "221 2.0.0 Bye",
        }
        if verb == "RCPT":
            reply = self._recipient(line, recipients)
        elif verb == "DATA":
            reply = await self._letter(recipients, reader, writer)
        else:
            reply = replies.get(verb, "502 5.5.2 Unknown command")
        if verb == "DATA" and reply.startswith("250"):
            self.taken.append(self.received[-1])
        writer.write(f"{reply}\r\n".encode())
        await writer.drain()
        if verb in {"MAIL", "RSET"}:
            recipients.clear()
        return verb != "QUIT"

    def _recipient(self, line: str, recipients: list[str]) -> str:
        address = line.partition("<")[2].partition(">")[0]
        if address in self.refusals:
            return self.refusals[address]
        recipients.append(address)
        return "250 2.1.5 Ok"

    async def _letter(
        self, recipients: list[str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> str:
        writer.write(b"354 End data with <CR><LF>.<CR><LF>\r\n")
        await writer.drain()
        text = (await reader.readuntil(b"\r\n.\r\n")).decode().removesuffix(".\r\n")
        self.received.append(Letter(recipients[0], text))
        await asyncio.sleep(self.slow)
        return self.data_reply


@dataclass
class Gateway:
    """Takes text messages by HTTP; ``status`` and ``answer`` are what it says to every one."""

    status: int = 200
    answer: bytes = b'{"message_id": "M-1"}'
    headers: dict[str, str] = field(default_factory=dict)
    slow: float = 0
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __enter__(self) -> "Gateway":
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.asked.append((self.headers["Authorization"], json.loads(body)))
                threading.Event().wait(gateway.slow)
                self.send_response(gateway.status)
                for name, value in gateway.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(gateway.answer)))
                self.end_headers()
                self.wfile.write(gateway.answer)

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}/send"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def free_port() -> int:
    """A port on which nobody listens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        return server.server_port
