"""Which machines stand behind a name? An interface, so that tests and benches need no network."""

import socket
from threading import Lock
from typing import Protocol


class Names(Protocol):
    """Looks names up."""

    def ips(self, host: str, port: int) -> list[str]:
        """Addresses in the order in which to try them; empty where the name is not known."""

    def has_ipv6(self, host: str) -> bool | None:
        """Whether the name has an AAAA record; None where that could not be found out."""


class SystemNames:
    """As this machine knows them; each name is looked up once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], list[str]] = {}
        self._lock = Lock()

    def ips(self, host: str, port: int) -> list[str]:
        with self._lock:
            known = self._known.get((host, port))
        if known is None:
            known = self._looked_up(host, port, socket.AF_UNSPEC) or []
            known.sort(key=lambda ip: ":" in ip)
            with self._lock:
                self._known[host, port] = known
        return known

    def has_ipv6(self, host: str) -> bool | None:
        found = self._looked_up(host, 443, socket.AF_INET6)
        return None if found is None else bool(found)

    @staticmethod
    def _looked_up(host: str, port: int, family: int) -> list[str] | None:
        try:
            found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)
        except socket.gaierror as fault:
            unknown = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
            return [] if fault.errno in {*unknown, socket.EAI_FAMILY, -9} else None
        except (OSError, UnicodeError):
            return None
        return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
