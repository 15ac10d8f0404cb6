"""When is a message tried again, and how does an address look to others?"""

import re

# Seconds to wait after the first, second … failed attempt; then the message is given up (two days).
BACK_OFF = (60, 300, 900, 3600, 4 * 3600, 12 * 3600, 24 * 3600)
# Seconds for which a whole channel rests after the first, second … attempt that did not even reach it.
OUTAGE = (15, 30, 60, 120, 300)

MOBILE = re.compile(r"1[3-9]\d{9}")
EMAIL = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\".]+|[^@\s<>,;\"]+@localhost")
REASON_LENGTH = 300


def wait_after(attempts: int) -> int | None:
    """Seconds until the next attempt after so many failed ones; None where the message is given up."""
    return BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None


def is_exhausted(attempts: int) -> bool:
    """Whether there was one attempt more than there are waits: the one after the last."""
    return attempts > len(BACK_OFF) + 1


def rest_after(failures: int) -> int:
    """Seconds for which a channel is left alone after so many failures in a row."""
    return OUTAGE[min(failures, len(OUTAGE)) - 1]


def is_address(channel: str, address: str) -> bool:
    pattern = EMAIL if channel == "email" else MOBILE
    return bool(pattern.fullmatch(address))


def masked(address: str) -> str:
    """An e-mail address or a number as others may see it: ``z***@x.com``, ``138****5678``."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    if len(address) < 8:
        return "*" * len(address)
    return f"{address[:3]}{'*' * (len(address) - 7)}{address[-4:]}"


def reason(text: str, address: str = "") -> str:
    """Why something failed, fit to be stored and shown: one line, not long, the address masked."""
    line = " ".join(text.replace("\x00", "").split())
    if address:
        line = line.replace(address, masked(address))
    return line[:REASON_LENGTH]


def subject_line(text: str) -> str:
    """A subject is one line of at most 200 characters; a line break in it could forge a mail header."""
    return " ".join(text.replace("\x00", "").split())[:200]


def is_own_link(link: str) -> bool:
    """Empty, or a path on this site: nothing that a browser would read as another host."""
    return not link or bool(re.fullmatch(r"/(?!/)[^\s\\]*", link))
