"""Under which host names may the installation be asked? Those of the settings, and those of registered sites.

Django looks through ``ALLOWED_HOSTS`` at every request. The names of the settings come first, so that a usual
request asks nobody; only for another name the registered ones are read, at most once in a while, however many
names a stranger makes up.
"""

from collections.abc import Iterable, Iterator
from threading import Lock
from time import monotonic

from django.db import Error

from yiwang.subsystems.portal.sites import Site

LIFETIME = 10
"""Seconds until a new site is known to every process."""


class Hosts(list[str]):
    """The hosts of the settings, followed by the domains of the sites."""

    def __init__(self, given: Iterable[str]) -> None:
        super().__init__(given)
        self._lock = Lock()
        self._registered: list[str] = []
        self._until = 0.0

    def __iter__(self) -> Iterator[str]:
        yield from super().__iter__()
        yield from self._domains()

    def _domains(self) -> list[str]:
        with self._lock:
            if monotonic() < self._until:
                return self._registered
            self._until = monotonic() + LIFETIME
        try:
            self._registered = list(Site.objects.values_list("domain", flat=True))
        except Error:
            return self._registered  # the last names known: whether the database answers is asked elsewhere
        return self._registered
