"""When is a certificate's end near, how long does it last, and what may a list of revocations say?"""

from datetime import datetime

KEYS_MANAGE = "signatures.keys_manage"
MANAGER = "signature_manager"
ALGORITHM_LABELS = {"sm2": "SM2（国密）", "ecdsa": "ECDSA P-256", "rsa": "RSA 3072"}
AUTHORITY_DAYS = 7300
EARLIER_DAYS = 1
"""A certificate is in force from so long before it is issued: the first words that its key signs name a
moment just before that, and the clock of the node that reads them may be behind."""
THRESHOLDS = (60, 30, 7, 0)
"""Days before its end at which people are told of a certificate; 0 is the end itself."""
RENEWAL_DAYS = 30
"""A unit's certificate is renewed by itself so many days before its end, …"""
RENEWAL_SHARE = 3
"""… but not before two of three parts of its life are over, where it lasts only weeks."""


def threshold(not_after: datetime, at: datetime) -> int | None:
    """The nearest threshold that has been reached; None while the end is far."""
    left = (not_after - at).total_seconds() / 86_400
    reached = [days for days in THRESHOLDS if left <= days]
    return min(reached) if reached else None


def renewal_days(certificate_days: int) -> int:
    """How many days before its end a certificate that lasts so long is renewed."""
    return min(RENEWAL_DAYS, certificate_days // RENEWAL_SHARE)


def grouped(fingerprint: str) -> str:
    """Hex in groups of four."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4))


def ungrouped(fingerprint: str) -> str:
    """As somebody typed it: groups, colons and capital letters do not matter."""
    return "".join(fingerprint.split()).replace(":", "").lower()
