"""How do the international algorithms sign? ECDSA on P-256 and RSA with 3072 bits, both over SHA-256."""

from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

from yiwang.kernel.signatures.algorithms.kinds import ECDSA, RSA, UnusableKeyError

RSA_BITS = 3072
FEWEST_RSA_BITS, MOST_RSA_BITS = 2048, 8192
_CURVE = ec.SECP256R1


class EcdsaPublicKey:
    algorithm = ECDSA

    def __init__(self, key: ec.EllipticCurvePublicKey) -> None:
        self._key = key
        self.der = _public_der(key)

    def verify(self, message: bytes, signature: bytes) -> bool:
        try:
            self._key.verify(signature, message, ec.ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True


class EcdsaPrivateKey:
    algorithm = ECDSA

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        self.public = EcdsaPublicKey(key.public_key())

    @property
    def der(self) -> bytes:
        return _private_der(self._key)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message, ec.ECDSA(SHA256()))


class RsaPublicKey:
    algorithm = RSA

    def __init__(self, key: rsa.RSAPublicKey) -> None:
        self._key = key
        self.der = _public_der(key)

    def verify(self, message: bytes, signature: bytes) -> bool:
        try:
            self._key.verify(signature, message, padding.PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        return True


class RsaPrivateKey:
    algorithm = RSA

    def __init__(self, key: rsa.RSAPrivateKey) -> None:
        self._key = key
        self.public = RsaPublicKey(key.public_key())

    @property
    def der(self) -> bytes:
        return _private_der(self._key)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message, padding.PKCS1v15(), SHA256())


def generate(algorithm: str) -> EcdsaPrivateKey | RsaPrivateKey:
    """Raises UnusableKeyError for another algorithm."""
    if algorithm == ECDSA:
        return EcdsaPrivateKey(ec.generate_private_key(_CURVE()))
    if algorithm == RSA:
        return RsaPrivateKey(rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS))
    raise UnusableKeyError(f"There is no algorithm called {algorithm!r}.")


def private_from(algorithm: str, der: bytes) -> EcdsaPrivateKey | RsaPrivateKey:
    """Raises UnusableKeyError."""
    try:
        key = load_der_private_key(der, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise UnusableKeyError("A private key in PKCS#8 was expected.") from fault
    if algorithm == ECDSA and isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, _CURVE):
        return EcdsaPrivateKey(key)
    if algorithm == RSA and isinstance(key, rsa.RSAPrivateKey) and _is_sized(key):
        return RsaPrivateKey(key)
    raise UnusableKeyError(f"A private key of {algorithm} was expected.")


def public_from(algorithm: str, der: bytes) -> EcdsaPublicKey | RsaPublicKey:
    """Raises UnusableKeyError."""
    try:
        key = load_der_public_key(der)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise UnusableKeyError("A public key was expected.") from fault
    if algorithm == ECDSA and isinstance(key, ec.EllipticCurvePublicKey):
        return EcdsaPublicKey(key)
    if algorithm == RSA and isinstance(key, rsa.RSAPublicKey) and _is_sized(key):
        return RsaPublicKey(key)
    raise UnusableKeyError(f"A public key of {algorithm} was expected.")


def _is_sized(key: rsa.RSAPrivateKey | rsa.RSAPublicKey) -> bool:
    return FEWEST_RSA_BITS <= key.key_size <= MOST_RSA_BITS


def _public_der(key: Any) -> bytes:
    return bytes(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _private_der(key: Any) -> bytes:
    return bytes(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
