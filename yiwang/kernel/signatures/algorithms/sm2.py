"""Which implementation of SM2 does this process use? OpenSSL's where it works, else Python's."""

from functools import cache
from typing import Protocol

from yiwang.kernel.signatures.algorithms import encodings, libcrypto, pure
from yiwang.kernel.signatures.algorithms.kinds import PrivateKey, PublicKey

# GM/T 0003.5-2012 appendix A: a public key, a message and its signature.
KNOWN_POINT = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
KNOWN_MESSAGE = b"message digest"
KNOWN_NUMBERS = (
    0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3,
    0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA,
)


class EncryptingKey(PublicKey, Protocol):
    def encrypt(self, content: bytes) -> bytes:
        """C1 ‖ C3 ‖ C2 (GB/T 32918.4-2016 6.1); ``content`` is at least one byte."""


class DecryptingKey(PrivateKey, Protocol):
    def decrypt(self, hidden: bytes) -> bytes:
        """Raises UndecipherableError."""


class Driver(Protocol):
    """A module that makes and reads SM2 keys."""

    def generate(self) -> PrivateKey: ...

    def private_from(self, der: bytes) -> DecryptingKey: ...

    def public_from(self, der: bytes) -> EncryptingKey: ...


@cache
def driver() -> Driver:
    """Chosen once in a process."""
    return libcrypto if is_sound(libcrypto) else pure


def new_pair() -> tuple[bytes, bytes]:
    """A private number and its public point."""
    key = driver().generate()
    return encodings.number_of(key.der), encodings.point_of(key.public.der)


def encrypt(point: bytes, content: bytes) -> bytes:
    """To whoever has the private number of the point. Raises UnusableKeyError."""
    return driver().public_from(encodings.public_der(point)).encrypt(content)


def decrypt(number: bytes, point: bytes, hidden: bytes) -> bytes:
    """Raises UndecipherableError, UnusableKeyError."""
    return driver().private_from(encodings.private_der(number, point)).decrypt(hidden)


def is_sound(candidate: Driver) -> bool:
    """Whether it knows the standard's own signature, refuses another, and accepts what it signs itself."""
    try:
        known = candidate.public_from(encodings.public_der(KNOWN_POINT))
        signature = encodings.signature_der(*KNOWN_NUMBERS)
        own = candidate.private_from(candidate.generate().der)
        hidden = candidate.public_from(own.public.der).encrypt(KNOWN_MESSAGE)
        return (
            known.verify(KNOWN_MESSAGE, signature)
            and not known.verify(KNOWN_MESSAGE + b".", signature)
            and own.public.verify(KNOWN_MESSAGE, own.sign(KNOWN_MESSAGE))
            and own.decrypt(hidden) == KNOWN_MESSAGE
        )
    except (libcrypto.UnavailableError, libcrypto.FaultError, ValueError):
        return False
