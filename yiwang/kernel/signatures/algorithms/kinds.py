"""Which algorithms are there, and what can a key of any of them do?"""

from typing import Protocol

SM2, ECDSA, RSA = "sm2", "ecdsa", "rsa"
ALGORITHMS = (SM2, ECDSA, RSA)


class UnusableKeyError(ValueError):
    """What was given is not a key that this platform can use."""


class UndecipherableError(ValueError):
    """What was given was not encrypted to this key, or was changed since."""


class PublicKey(Protocol):
    """Checks signatures; safe to share between threads."""

    @property
    def algorithm(self) -> str: ...

    @property
    def der(self) -> bytes:
        """SubjectPublicKeyInfo (RFC 5280 4.1.2.7)."""

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature is one over the message; garbage is none and raises nothing."""


class PrivateKey(Protocol):
    """Makes signatures; safe to share between threads."""

    @property
    def algorithm(self) -> str: ...

    @property
    def der(self) -> bytes:
        """PKCS#8, in the clear (RFC 5958)."""

    @property
    def public(self) -> PublicKey: ...

    def sign(self, message: bytes) -> bytes: ...
