"""Which mailboxes of a mail server are fetched, and to which mailbox of letters does each belong?

``YIWANG_LETTERS_MAIL``: addresses separated by commas,
``imaps://user:password@host:993/INBOX?box=mayor&address=mayor@example.gov.cn``; also ``imap`` (with STARTTLS
unless ``security=none``), ``pop3s``, ``pop3`` and ``maildir:///path``. ``plus=no`` where the server does not
deliver ``mayor+something@``. Passwords are written percent-encoded, and never shown.
"""

from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from yiwang import environment
from yiwang.kernel.notifications.rules import EMAIL

PORTS = {"imap": 143, "imaps": 993, "pop3": 110, "pop3s": 995, "maildir": 0}


@dataclass(frozen=True)
class Channel:
    """``box``: code of the mailbox of letters; ``address``: where the public writes to."""

    scheme: str
    box: str
    address: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = ""
    is_plain: bool = False
    takes_plus: bool = True

    def __str__(self) -> str:
        return f"{self.scheme}（{self.address}）"


def read(url: str) -> Channel:
    """Raises ImproperlyConfigured without naming the password."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    if parts.scheme not in PORTS:
        raise ImproperlyConfigured("YIWANG_LETTERS_MAIL begins with imaps, imap, pop3s, pop3 or maildir.")
    if not query.get("box") or not EMAIL.fullmatch(query.get("address", "")):
        raise ImproperlyConfigured(
            f"YIWANG_LETTERS_MAIL needs box=… and address=… for {parts.hostname or parts.path}."
        )
    is_local = parts.scheme == "maildir"
    if is_local == bool(parts.hostname):
        raise ImproperlyConfigured("YIWANG_LETTERS_MAIL: maildir:///path, all others with a host.")
    path = unquote(parts.path)
    return Channel(
        scheme=parts.scheme,
        box=query["box"],
        address=query["address"].lower(),
        host=parts.hostname or "",
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=path if is_local else path.strip("/") or "INBOX",
        is_plain=query.get("security") == "none",
        takes_plus=query.get("plus") != "no",
    )


@cache
def configured() -> tuple[Channel, ...]:
    """Raises ImproperlyConfigured for an address that is none, or used twice."""
    found = tuple(read(one) for one in environment.words("YIWANG_LETTERS_MAIL"))
    if len({one.address for one in found}) < len(found):
        raise ImproperlyConfigured("YIWANG_LETTERS_MAIL names an address twice.")
    return found


def of_box(code: str) -> Channel | None:
    return next((one for one in configured() if one.box == code), None)


def own_addresses() -> frozenset[str]:
    return frozenset(one.address for one in configured())
