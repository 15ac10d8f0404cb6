"""What does ClamAV say about these bytes?"""

import re
import select
import socket
import struct
from collections.abc import Iterable
from contextlib import closing

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_SECONDS = 60
_LONGEST_REPLY = 4096
_FOUND = re.compile(r"^stream: (.+) FOUND$")


class Unreachable(Exception):  # noqa: N818 - a state of the network, cured by asking again
    """No answer, or one that is none; to be asked again later."""


class TooLarge(Exception):  # noqa: N818 - an answer of the scanner
    """The scanner takes no stream this long (StreamMaxLength); asking again does not help."""


def is_configured() -> bool:
    return bool(settings.FILES_CLAMAV)


def virus_in(pieces: Iterable[bytes]) -> str | None:
    """The name of what was found, None where nothing was; raises Unreachable and TooLarge."""
    try:
        with closing(_connected(settings.FILES_CLAMAV)) as connection:
            return _verdict(_answer(connection, pieces))
    except OSError as error:
        raise Unreachable(str(error)) from error


def _connected(address: str) -> socket.socket:
    """``tcp://host:3310`` or ``unix:///run/clamav/clamd.ctl``."""
    scheme, _, rest = address.partition("://")
    host, _, port = rest.rpartition(":")
    if scheme == "tcp" and host and port.isdigit():
        return socket.create_connection((host.strip("[]"), int(port)), timeout=_SECONDS)
    if scheme == "unix" and rest:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(_SECONDS)
        try:
            connection.connect(rest)
        except OSError:
            connection.close()
            raise
        return connection
    raise ImproperlyConfigured(f"YIWANG_CLAMAV is tcp://host:port or unix:///path, not {address!r}.")


def _answer(connection: socket.socket, pieces: Iterable[bytes]) -> str:
    """INSTREAM of clamd(8): pieces after their length in four bytes, a zero at the end, one line back."""
    try:
        connection.sendall(b"zINSTREAM\0")
        for piece in filter(None, pieces):
            if _has_spoken(connection):
                return _reply(connection)
            connection.sendall(struct.pack("!I", len(piece)) + piece)
        connection.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        # A scanner that takes no more says why before it hangs up.
        return _reply(connection)
    return _reply(connection)


def _has_spoken(connection: socket.socket) -> bool:
    """An answer before the end of the question means that the scanner will not hear the rest."""
    return bool(select.select([connection], [], [], 0)[0])


def _reply(connection: socket.socket) -> str:
    reply = b""
    while b"\0" not in reply and len(reply) < _LONGEST_REPLY and (part := connection.recv(_LONGEST_REPLY)):
        reply += part
    return reply.split(b"\0")[0].decode(errors="replace").strip()


def _verdict(reply: str) -> str | None:
    if reply == "stream: OK":
        return None
    if found := _FOUND.match(reply):
        return found[1]
    if "size limit exceeded" in reply:
        raise TooLarge(reply)
    raise Unreachable(reply or "no answer")
