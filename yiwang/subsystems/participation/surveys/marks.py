"""How is somebody known to have answered, without keeping who?

A browser carries a random token that we signed; a person shows the number of their identity card. Kept is
an HMAC-SM3 of it under a random key of the survey, which is destroyed when the survey is over.
"""

import base64
import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from yiwang.kernel.intake.browsers import Browser
from yiwang.kernel.organizations import sealing

PURPOSE = "surveys"
NONCE, TAG = 12, 16


def new_key() -> str:
    """Sealed, as it is kept."""
    return sealing.seal(secrets.token_hex(32), PURPOSE)


def of_browser(key: str, browser: Browser) -> str:
    return _digest(key, f"browser:{browser.token}")


def of_identity(key: str, number: str) -> str:
    """Of an identity number that was checked; kept nowhere itself."""
    return _digest(key, f"identity:{number.upper()}")


def of_draft(key: str, browser: Browser) -> str:
    """Another one than that of having answered."""
    return _digest(key, f"draft:{browser.token}")


def _digest(key: str, text: str) -> str:
    return _summed(bytes.fromhex(sealing.opened(key, PURPOSE)), text).hex()


def _summed(key: bytes, text: str) -> bytes:
    summing = HMAC(key, SM3())
    summing.update(text.encode())
    return summing.finalize()


def locked(browser: Browser, text: str) -> str:
    """SM4-GCM (GB/T 32907-2016) under a key made of the browser's token: we cannot open it without."""
    nonce = os.urandom(NONCE)
    sealer = Cipher(algorithms.SM4(_own_key(browser)), modes.GCM(nonce)).encryptor()
    content = sealer.update(text.encode()) + sealer.finalize()
    return base64.b64encode(nonce + sealer.tag + content).decode()


def unlocked(browser: Browser, sealed: str) -> str:
    """Empty where it was locked by another browser or damaged."""
    raw = base64.b64decode(sealed)
    nonce, tag, content = raw[:NONCE], raw[NONCE : NONCE + TAG], raw[NONCE + TAG :]
    opener = Cipher(algorithms.SM4(_own_key(browser)), modes.GCM(nonce, tag)).decryptor()
    try:
        return (opener.update(content) + opener.finalize()).decode()
    except InvalidTag:
        return ""


def _own_key(browser: Browser) -> bytes:
    return _summed(bytes.fromhex(browser.token), "draft")[:16]
