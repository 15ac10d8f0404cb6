"""What must a driver of a mail server be able to do?"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from django.utils.module_loading import import_string

from yiwang.subsystems.participation.letters.mail.channels import Channel


class UnreachableError(Exception):
    """The mailbox cannot be opened now; what lies in it stays there. The words never hold a password."""


@dataclass(frozen=True)
class Waiting:
    """A message that was not marked yet; ``size`` in bytes as the server says."""

    uid: str
    size: int


class Driver(AbstractContextManager["Driver"], Protocol):
    """Entered once a round. Raises UnreachableError wherever the server fails it.

    ``fetch`` gives no more than ``most`` bytes whatever the server says; it marks nothing. ``mark`` comes
    after our commit: a round that is killed between the two meets the message again.
    """

    def waiting(self, most: int) -> list[Waiting]: ...

    def fetch(self, message: Waiting, most: int) -> bytes: ...

    def mark(self, message: Waiting) -> None: ...


_PACKAGE = "yiwang.subsystems.participation.letters.mail.drivers"
DRIVERS = {
    "imap": f"{_PACKAGE}.imap.ImapDriver",
    "imaps": f"{_PACKAGE}.imap.ImapDriver",
    "pop3": f"{_PACKAGE}.pop3.Pop3Driver",
    "pop3s": f"{_PACKAGE}.pop3.Pop3Driver",
    "maildir": f"{_PACKAGE}.maildir.MaildirDriver",
}


def driver_of(channel: Channel) -> Driver:
    made: Driver = import_string(DRIVERS[channel.scheme])(channel)
    return made
