"""When is a parcel tried again, what may an installation be called, and which numbers are missing?"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from yiwang.kernel.audit.rules import canonical, sm3

NODES_MANAGE = "nodes.manage"
CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38})[a-z0-9]")
KIND = re.compile(r"[a-z][a-z0-9_.-]{1,59}")
DIGEST = re.compile(r"[0-9a-f]{64}")

# Seconds to wait after the first, second … failed attempt; from then on hourly, seven days in all.
BACK_OFF = (10, 30, 60, 120, 300, 600, 1800, 3600)
HOUR = 3600
MOST_ATTEMPTS = len(BACK_OFF) + (7 * 24 * HOUR - sum(BACK_OFF)) // HOUR
# Seconds for which a whole link rests after the first, second … attempt that did not reach the other side.
OUTAGE = (10, 30, 60, 120, 300)
# A later note of ours was seen by the other side this many notes ago, and still no receipt: it was lost.
PATIENCE = 3
GAP_MINUTES = 5
SILENT_MINUTES = 10
OUTAGE_TOLD_MINUTES = 60

MOST_BODY = 8 << 20
MOST_FILES = 500
MOST_HEADER = 256 << 10
MOST_EVIDENCE = 64 << 10
PIECE = 4 << 20
REASON_LENGTH = 300


def wait_after(attempts: int) -> int:
    """Seconds until the next attempt after so many failed ones; never more than an hour."""
    return BACK_OFF[min(max(attempts, 1), len(BACK_OFF)) - 1]


def is_exhausted(attempts: int) -> bool:
    """Whether seven days of attempts are over."""
    return attempts >= MOST_ATTEMPTS


def rest_after(failures: int) -> int:
    """Seconds for which a link is left alone after so many failures in a row."""
    return OUTAGE[min(max(failures, 1), len(OUTAGE)) - 1]


def reason(text: str) -> str:
    """Why something failed, fit to be stored and shown: one line, not long."""
    return " ".join(text.replace("\x00", "").split())[:REASON_LENGTH]


def grouped(fingerprint: str) -> str:
    """A fingerprint as it is told by telephone: groups of four."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


def ungrouped(told: str) -> str:
    """A fingerprint as somebody typed it: blanks, hyphens and capitals do not matter."""
    return re.sub(r"[\s:-]", "", told).lower()


def fingerprint(document: dict[str, Any]) -> str:
    """SM3 over the canonical JSON of an identity document, 64 hex digits."""
    return sm3(canonical(document).encode())


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Ascending numbers as ``[[first, last], …]``."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def missing(through: int, numbers: Iterable[int], most: int = 100) -> list[int]:
    """The numbers above ``through`` that lie before one of the ascending ``numbers`` and are not among them.

    Business from one zone to the other is numbered so that gaps are seen (standards/security.md §4).
    """
    found: list[int] = []
    for lacking in _lacking(through, numbers):
        if len(found) == most:
            break
        found.append(lacking)
    return found


def _lacking(through: int, numbers: Iterable[int]) -> Iterator[int]:
    expected = through + 1
    for number in numbers:
        yield from range(expected, number)
        expected = max(expected, number + 1)


def contiguous(through: int, numbers: Iterable[int]) -> int:
    """How far the ascending ``numbers`` carry the mark on without a gap."""
    for number in numbers:
        if number > through + 1:
            break
        through = max(through, number)
    return through
