"""How is something signed, and how is a signature checked? SM2, ECDSA P-256 or RSA-3072, one interface.

SM2 with SM3 follows GM/T 0003-2012 (GB/T 32918-2016, GB/T 35276-2017) with the standard user id; ECDSA and
RSA (PKCS #1 v1.5) sign SHA-256. Signatures of SM2 and ECDSA are DER.
"""

from yiwang.kernel.signatures.algorithms import sm2, standard
from yiwang.kernel.signatures.algorithms.encodings import algorithm_of
from yiwang.kernel.signatures.algorithms.kinds import (
    ALGORITHMS,
    ECDSA,
    RSA,
    SM2,
    PrivateKey,
    PublicKey,
    UndecipherableError,
    UnusableKeyError,
)

__all__ = [
    "ALGORITHMS",
    "ECDSA",
    "RSA",
    "SM2",
    "PrivateKey",
    "PublicKey",
    "UndecipherableError",
    "UnusableKeyError",
    "generate",
    "private_from",
    "public_from",
]


def generate(algorithm: str) -> PrivateKey:
    """A new key. Raises UnusableKeyError for an algorithm that is not one of ALGORITHMS."""
    if algorithm == SM2:
        return sm2.driver().generate()
    return standard.generate(algorithm)


def private_from(algorithm: str, der: bytes) -> PrivateKey:
    """The key in a PKCS#8 structure. Raises UnusableKeyError where it is none of that algorithm."""
    if algorithm == SM2:
        return sm2.driver().private_from(der)
    return standard.private_from(algorithm, der)


def public_from(spki_der: bytes) -> PublicKey:
    """The key in a SubjectPublicKeyInfo, which says itself what it is for.

    Raises UnusableKeyError, also for a key written in another way than ours (a compressed or hybrid point):
    one key under two texts would be two certificates.
    """
    algorithm = algorithm_of(spki_der)
    is_sm2 = algorithm == SM2
    key = sm2.driver().public_from(spki_der) if is_sm2 else standard.public_from(algorithm, spki_der)
    if key.der != spki_der:
        raise UnusableKeyError("A public key in its usual form was expected.")
    return key
