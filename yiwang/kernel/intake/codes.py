"""How does an applicant prove that a submission is theirs, without an account and without a stored secret?

The form carries a random, signed token. The tracking code is computed from it and SECRET_KEY, so that the
same form sent twice has the same code; only a keyed digest of the code is stored.
"""

import secrets
from hmac import compare_digest

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from django.conf import settings
from django.core import signing
from django.utils.encoding import force_bytes

from yiwang.kernel.audit.rules import sm3
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import rules
from yiwang.kernel.intake.limits import FORM_HOURS

_SALT = "yiwang.intake.form"
ROUNDS = 50_000


def new_token() -> str:
    """For the hidden field of a form: 128 random bits, signed and dated."""
    return signing.dumps(secrets.token_hex(16), salt=_SALT)


def opened_token(token: str) -> str:
    """The random part. Raises Refused where the form is not ours or lay open too long."""
    try:
        opened: str = signing.loads(token, salt=_SALT, max_age=FORM_HOURS * 3600)
    except signing.BadSignature:
        raise Refused("页面打开的时间太长，已为您换成新的表单，请再次点击提交。", field="token") from None
    return opened


def again(token: str) -> str:
    """The form's own token after a mistake; a new one where it has none that still holds."""
    try:
        opened_token(token)
    except Refused:
        return new_token()
    return token


def token_digest(opened: str) -> str:
    return sm3(f"yiwang.intake.token {opened}".encode())


def code_of(opened: str) -> str:
    """The tracking code that belongs to an opened token: 60 bits."""
    return rules.code_of(_keyed(force_bytes(settings.SECRET_KEY), "code", opened))


def new_code() -> str:
    """For what is entered inside, where no form carries a token: 60 random bits."""
    return rules.code_of(secrets.token_bytes(8))


def stretched(number: str, code: str) -> str:
    """What crosses of a code that was made inside, where the outer side's key is unknown; 64 hex digits.

    Whoever reads the envelope would have to try 2^60 codes at ROUNDS each (PBKDF2 over SM3).
    """
    return PBKDF2HMAC(SM3(), 32, number.encode(), ROUNDS).derive(code.encode()).hex()


def digest(number: str, code: str) -> str:
    """What is stored of a code: HMAC-SM3, 64 hex digits."""
    return _keyed(force_bytes(settings.SECRET_KEY), "digest", f"{number} {code}").hex()


def fits(number: str, code: str, stored: str) -> bool:
    """Whether the code is the one; as slow for a submission that does not exist (``stored`` empty)."""
    code = stretched(number, code) if rules.is_entered(number) else code
    fitting = [
        compare_digest(_keyed(force_bytes(secret), "digest", f"{number} {code}").hex(), stored)
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
    return any(fitting)


def _keyed(secret: bytes, purpose: str, text: str) -> bytes:
    key = bytes.fromhex(sm3(f"yiwang.intake.{purpose} ".encode() + secret))
    summing = HMAC(key, SM3())
    summing.update(text.encode())
    return summing.finalize()
