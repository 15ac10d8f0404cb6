"""What makes the record of acts provable, and what may never stand in it?"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes

GENESIS = "0" * 64
DIGESTS = frozenset({"previous_digest", "digest"})

SECRET_KEYS = re.compile(
    r"(?i)(?:^|_)(?:password|passwd|passphrase|secret|token|otp|totp|pin|cookie|csrf|authorization|credentials?"
    r"|session_key|api_key|private_key|secret_key|signing_key"
    r"|(?:recovery|verification|one_time|login|sms|backup|captcha)_codes?)s?$"
)
SECRET_VALUES = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\b(?:pbkdf2_sha256|pbkdf2_sha1|argon2(?:id|i|d)?|bcrypt(?:_sha256)?|scrypt)\$"
    r"|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}"
    r"|(?i:\bbearer\s+[\w.~+/-]{16,})"
)
# Eighteen digits with a date of birth inside (GB 11643-1999), fifteen in the older form; mobile numbers.
IDENTITY_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(\d{6})(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"(\d{3}[\dXx])(?![0-9A-Za-z])"
)
OLD_IDENTITY_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])([1-8]\d{5})\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(\d{3})(?![0-9A-Za-z])"
)
MOBILE_NUMBER = re.compile(r"(?<![0-9A-Za-z])((?:\+?86[- ]?)?1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?![0-9A-Za-z])")


@dataclass(frozen=True)
class Actor:
    """Who acts: a person in a post of a unit, from an address; all names as they were at that moment."""

    person: str
    person_id: int | None = None
    post: str = ""
    post_id: int | None = None
    unit: str = ""
    unit_id: int | None = None
    address: str = ""


SYSTEM = Actor(person="系统")
PUBLIC = Actor(person="公众")


def sm3(content: bytes) -> str:
    """The SM3 digest (GB/T 32905-2016), 64 hex digits; ``hashlib`` has it only where OpenSSL was built so."""
    summing = hashes.Hash(hashes.SM3())
    summing.update(content)
    return summing.finalize().hex()


def digest(previous: str, content: Mapping[str, Any]) -> str:
    """SM3 over the previous digest and the canonical JSON of an entry."""
    return sm3(f"{previous}\n{canonical(content)}".encode())


def canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def content(columns: Mapping[str, Any]) -> dict[str, Any]:
    """What the digest covers: every stored column but the two digests."""
    covered = {name: value for name, value in columns.items() if name not in DIGESTS}
    covered["recorded_at"] = moment(columns["recorded_at"])
    return covered


def moment(at: datetime) -> str:
    """A moment as it is digested: UTC, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def written(detail: Mapping[str, Any]) -> dict[str, Any]:
    """The detail as it may stand in the record: JSON that a database gives back unchanged, numbers masked.

    Raises ValueError where a key or a value looks like a secret, TypeError for a value JSON has no word for.
    """
    return {plain(str(key)): _value(str(key), value) for key, value in detail.items()}


def _value(key: str, value: Any) -> Any:
    if SECRET_KEYS.search(key) and value not in (None, "", True, False):
        raise ValueError(f"{key} looks like a secret; secrets never enter the record.")
    if isinstance(value, Mapping):
        return written(value)
    if isinstance(value, list | tuple):
        return [_value("", item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((_value("", item) for item in value), key=str)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if masked(str(value)) == str(value) else masked(str(value))
    return _text(key, value)


def _text(key: str, value: Any) -> str:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    # Databases write a float in their own way and the digest would no longer match: its text stays.
    if not isinstance(value, str | float | Decimal | UUID):
        raise TypeError(f"{key or 'detail'} holds a {type(value).__name__}; the record takes plain values.")
    text = plain(str(value))
    if SECRET_VALUES.search(text):
        raise ValueError(f"The value of {key or 'detail'} looks like a secret; no secret enters the record.")
    return masked(text)


def masked(text: str) -> str:
    """Identity and mobile numbers in running text with their middle hidden."""
    text = IDENTITY_NUMBER.sub(r"\1********\2", text)
    text = OLD_IDENTITY_NUMBER.sub(r"\1******\2", text)
    return MOBILE_NUMBER.sub(r"\1****\2", text)


def plain(text: str) -> str:
    """Text that every database can hold: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
