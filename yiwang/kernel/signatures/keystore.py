"""How is a private key kept so that a stolen copy of the database signs nothing?"""

import base64
from functools import lru_cache

from cryptography.exceptions import InvalidTag

from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import sealing
from yiwang.kernel.signatures.algorithms import PrivateKey, private_from

PURPOSE = "signatures"


def sealed(key: PrivateKey) -> str:
    """The key as it may lie in the database."""
    return sealing.seal(base64.b64encode(key.der).decode("ascii"), PURPOSE)


@lru_cache(maxsize=2048)
def opened(algorithm: str, kept: str) -> PrivateKey:
    """The key again, deciphered once in a process. Raises Refused where SECRET_KEY no longer fits."""
    return private_from(algorithm, base64.b64decode(_opened(kept)))


def resealed(kept: str) -> str:
    """The same key under today's SECRET_KEY. Raises Refused where neither it nor a former one fits."""
    return sealing.seal(_opened(kept), PURPOSE)


def _opened(kept: str) -> str:
    try:
        return sealing.opened(kept, PURPOSE)
    except InvalidTag:
        raise Refused(
            "签名密钥打不开：系统密钥已更换。请在 YIWANG_FORMER_SECRET_KEYS 中配置原来的系统密钥，"
            "再执行 yiwang reseal-keys。"
        ) from None
