"""How is a mailbox read by POP3 (RFC 1939)?"""

import poplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from yiwang.subsystems.participation.letters.mail import limits
from yiwang.subsystems.participation.letters.mail.channels import Channel
from yiwang.subsystems.participation.letters.mail.drivers.driver import UnreachableError, Waiting

MOST_LARGE = 5
"""Their heads are read in every round, for nothing marks them."""


def _is_large(message: Waiting) -> bool:
    return message.size > limits.LARGEST_MB << 20


@contextmanager
def told(channel: Channel) -> Iterator[None]:
    """As with IMAP: one sentence, no password."""
    try:
        yield
    except (poplib.error_proto, OSError, ssl.SSLError) as fault:
        words = str(fault).replace(channel.password, "***") if channel.password else str(fault)
        raise UnreachableError(f"{channel}：{type(fault).__name__} {words[:200]}") from None


class Pop3Driver:
    """POP3 knows no marks: what is done with is deleted at QUIT, what is too large to fetch stays."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def __enter__(self) -> "Pop3Driver":
        channel = self.channel
        with told(channel):
            context = ssl.create_default_context()
            if channel.scheme == "pop3s":
                self.server: poplib.POP3 = poplib.POP3_SSL(
                    channel.host, channel.port, timeout=limits.SECONDS, context=context
                )
            else:
                self.server = poplib.POP3(channel.host, channel.port, timeout=limits.SECONDS)
                if not channel.is_plain:
                    self.server.stls(context)
            try:
                self.server.user(channel.user)
                self.server.pass_(channel.password)
            except (poplib.error_proto, OSError):
                self.server.close()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.server.quit()
        except (poplib.error_proto, OSError):
            # Nothing was deleted: all of it is met again, and known by its key.
            self.server.close()

    def waiting(self, most: int) -> list[Waiting]:
        with told(self.channel):
            _, lines, _ = self.server.list()
        found = [Waiting(number.decode(), int(size)) for number, size, *_ in map(bytes.split, lines)]
        small = [one for one in found if not _is_large(one)][:most]
        return [*small, *[one for one in found if _is_large(one)][:MOST_LARGE]]

    def fetch(self, message: Waiting, most: int) -> bytes:
        with told(self.channel):
            if message.size > most:
                _, lines, _ = self.server.top(int(message.uid), 0)
            else:
                _, lines, _ = self.server.retr(int(message.uid))
        return b"\r\n".join(lines)[:most]

    def mark(self, message: Waiting) -> None:
        if _is_large(message):
            return
        with told(self.channel):
            self.server.dele(int(message.uid))
