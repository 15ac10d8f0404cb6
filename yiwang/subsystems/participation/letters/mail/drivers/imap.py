"""How is a mailbox read by IMAP (RFC 3501)?"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from yiwang.subsystems.participation.letters.mail import limits
from yiwang.subsystems.participation.letters.mail.channels import Channel
from yiwang.subsystems.participation.letters.mail.drivers.driver import UnreachableError, Waiting

_SIZE = re.compile(rb"UID (\d+)[^)]*RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+)[^)]*UID (\d+)")


@contextmanager
def told(channel: Channel) -> Iterator[None]:
    """What the server or the wire says becomes one sentence that names no password."""
    try:
        yield
    except (imaplib.IMAP4.error, OSError, ssl.SSLError) as fault:
        words = str(fault).replace(channel.password, "***") if channel.password else str(fault)
        raise UnreachableError(f"{channel}：{type(fault).__name__} {words[:200]}") from None


class ImapDriver:
    """Seen messages are done with; they stay in the mailbox, where people can still look at them."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def __enter__(self) -> "ImapDriver":
        with told(self.channel):
            self.server = self._connected()
            try:
                self._answer(self.server.login(self.channel.user, self.channel.password))
                self._answer(self.server.select(f'"{self.channel.folder}"'))
            except (imaplib.IMAP4.error, OSError):
                self.server.shutdown()
                raise
        return self

    def _connected(self) -> imaplib.IMAP4:
        channel, context = self.channel, ssl.create_default_context()
        if channel.scheme == "imaps":
            return imaplib.IMAP4_SSL(channel.host, channel.port, ssl_context=context, timeout=limits.SECONDS)
        server = imaplib.IMAP4(channel.host, channel.port, timeout=limits.SECONDS)
        if not channel.is_plain:
            server.starttls(context)
        return server

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.server.logout()
        except (imaplib.IMAP4.error, OSError):
            # The other side is gone already; what was marked is marked.
            self.server.shutdown()

    def waiting(self, most: int) -> list[Waiting]:
        with told(self.channel):
            [found] = self._answer(self.server.uid("SEARCH", "UNSEEN"))
            uids = sorted((found or b"").split(), key=int)[:most]
            if not uids:
                return []
            lines = self._answer(self.server.uid("FETCH", b",".join(uids).decode(), "(UID RFC822.SIZE)"))
        sizes = {}
        for line in lines:
            if isinstance(line, bytes) and (match := _SIZE.search(line)):
                sizes[match[1] or match[4]] = int(match[2] or match[3])
        return [Waiting(uid.decode(), sizes.get(uid, 0)) for uid in uids]

    def fetch(self, message: Waiting, most: int) -> bytes:
        with told(self.channel):
            asked = f"(BODY.PEEK[]<0.{most}>)"
            lines = self._answer(self.server.uid("FETCH", message.uid, asked))
        for line in lines:
            if isinstance(line, tuple):
                content: bytes = line[1]
                return content[:most]
        raise UnreachableError(f"{self.channel}：服务器没有给出邮件内容。")

    def mark(self, message: Waiting) -> None:
        with told(self.channel):
            self._answer(self.server.uid("STORE", message.uid, "+FLAGS.SILENT", r"(\Seen)"))

    @staticmethod
    def _answer(answer: tuple[str, list[Any]]) -> list[Any]:
        status, lines = answer
        if status != "OK":
            raise imaplib.IMAP4.error(str(lines)[:200])
        return lines
