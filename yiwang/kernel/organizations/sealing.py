"""How are small secrets kept in the database so that a stolen copy of it does not give them away?"""

import base64
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

NONCE, TAG = 12, 16


def seal(text: str, purpose: str = "organizations") -> str:
    """SM4-GCM (GB/T 32907-2016) under a key derived from SECRET_KEY, with a nonce of its own; base64.

    ``purpose`` is the package that seals: each has a derived key of its own.
    """
    nonce = os.urandom(NONCE)
    sealing = Cipher(algorithms.SM4(_key(settings.SECRET_KEY, purpose)), modes.GCM(nonce)).encryptor()
    sealed = sealing.update(text.encode()) + sealing.finalize()
    return base64.b64encode(nonce + sealing.tag + sealed).decode()


def opened(sealed: str, purpose: str = "organizations") -> str:
    """Raises InvalidTag where neither SECRET_KEY nor a former one fits, or the purpose is another."""
    raw = base64.b64decode(sealed)
    nonce, tag, content = raw[:NONCE], raw[NONCE : NONCE + TAG], raw[NONCE + TAG :]
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        opening = Cipher(algorithms.SM4(_key(secret, purpose)), modes.GCM(nonce, tag)).decryptor()
        try:
            return (opening.update(content) + opening.finalize()).decode()
        except InvalidTag:
            continue
    raise InvalidTag


@lru_cache(maxsize=64)
def _key(secret: str | bytes, purpose: str) -> bytes:
    derivation = HKDF(algorithm=SM3(), length=16, salt=None, info=f"yiwang {purpose}".encode())
    return derivation.derive(force_bytes(secret))
