"""Which part of what was handed in crosses sealed, so that only the inner zone can read it?

A digital envelope (GB/T 35276-2017): the fields under a key of their own by SM4-GCM, that key by SM2 to the
inner zone. The reference is part of what is authenticated: one submission's fields do not open in another
(standards/security.md §4: personal data encrypted on the way).
"""

import base64
import json
import os
from collections.abc import Collection, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from yiwang.kernel.errors import Refused
from yiwang.kernel.intake import contacts
from yiwang.kernel.intake.models import SealingKey

KEY, NONCE, TAG = 16, 12, 16
WHAT = "提交内容"


def parted(data: Mapping[str, Any], names: Collection[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What may cross as it is, and what is sealed."""
    hidden = {name: data[name] for name in names if data.get(name)}
    return {name: value for name, value in data.items() if name not in names}, hidden


def sealed(fields: Mapping[str, Any], reference: str, key: SealingKey) -> str:
    """``<key>.<SM2>.<SM4-GCM>``; empty where there is nothing to hide."""
    if not fields:
        return ""
    secret, nonce = os.urandom(KEY), os.urandom(NONCE)
    hiding = Cipher(algorithms.SM4(secret), modes.GCM(nonce)).encryptor()
    hiding.authenticate_additional_data(reference.encode())
    content = hiding.update(json.dumps(fields, ensure_ascii=False).encode()) + hiding.finalize()
    wrapped = base64.b64encode(nonce + hiding.tag + content).decode()
    return f"{contacts.hidden_for_inner(secret, key)}.{wrapped}"


def opened(text: str, reference: str) -> dict[str, Any]:
    """Raises Refused where it was sealed to a key that is not ours, changed, or another submission's."""
    if not text:
        return {}
    hidden, _, wrapped = text.rpartition(".")
    secret = contacts.read_inside(hidden, WHAT)
    try:
        raw = base64.b64decode(wrapped, validate=True)
        nonce, tag, content = raw[:NONCE], raw[NONCE : NONCE + TAG], raw[NONCE + TAG :]
        opening = Cipher(algorithms.SM4(secret), modes.GCM(nonce, tag)).decryptor()
        opening.authenticate_additional_data(reference.encode())
        fields: dict[str, Any] = json.loads(opening.update(content) + opening.finalize())
    except (InvalidTag, ValueError):
        raise Refused(f"{WHAT}的密文已损坏，无法打开。") from None
    return fields
