"""How is an address kept so that only the sending of a message opens it, and by what is it found again?"""

import secrets
from hmac import compare_digest

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.utils.encoding import force_bytes

from yiwang.kernel.audit.rules import sm3
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.rules import is_address
from yiwang.kernel.organizations import sealing
from yiwang.subsystems.portal.channels import rules

PURPOSE = "portal.subscriptions"
TOKEN_LENGTH = 24


def checked(channel: str, address: str) -> str:
    """The address as it is compared and written to. Raises Refused where it cannot be one of that channel."""
    address = address.strip()
    if channel == rules.EMAIL:
        name, _, host = address.rpartition("@")
        address = f"{name}@{host.lower()}"
    else:
        address = "".join(one for one in address if one not in " -").removeprefix("+86")
    if len(address) > 254 or not address.isprintable() or not is_address(channel, address):
        said = "电子邮箱地址不正确，请检查。" if channel == rules.EMAIL else "手机号码不正确，请检查。"
        raise Refused(said, field="address")
    return address


def sealed(address: str) -> str:
    return sealing.seal(address, PURPOSE)


def opened(kept: str) -> str:
    """The address; empty where no key fits any more."""
    try:
        return sealing.opened(kept, PURPOSE)
    except (InvalidTag, ValueError):
        return ""


def digests(channel: str, address: str) -> list[str]:
    """By which it is found, the present key's first; the same box in other letters is the same address."""
    return [_keyed(secret, f"address {channel} {address.casefold()}") for secret in _secrets()]


def code_digest(uid: str, code: str) -> str:
    return _keyed(settings.SECRET_KEY, f"code {uid} {code}")


def new_code() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


def token_of(subscription_id: int) -> str:
    """What stands in the links of a digest: nobody guesses it (96 bits), nothing of it is stored."""
    return f"{subscription_id}-{_mark(settings.SECRET_KEY, subscription_id)}"


def subscription_of(token: str) -> int | None:
    """The number in a token that is ours."""
    number, _, mark = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        return None
    fits = [compare_digest(_mark(secret, int(number)).encode(), mark.encode()) for secret in _secrets()]
    return int(number) if any(fits) else None


def _mark(secret: str | bytes, subscription_id: int) -> str:
    return _keyed(secret, f"token {subscription_id}")[:TOKEN_LENGTH]


def _secrets() -> list[str | bytes]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _keyed(secret: str | bytes, text: str) -> str:
    summing = HMAC(bytes.fromhex(sm3(f"{PURPOSE} ".encode() + force_bytes(secret))), SM3())
    summing.update(text.encode())
    return summing.finalize().hex()
