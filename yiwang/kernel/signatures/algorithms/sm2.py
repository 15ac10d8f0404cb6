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


class Driver(Protocol):
    """A module that makes and reads SM2 keys."""

    def generate(self) -> PrivateKey: ...

    def private_from(self, der: bytes) -> PrivateKey: ...

    def public_from(self, der: bytes) -> PublicKey: ...


@cache
def driver() -> Driver:
    """Chosen once in a process."""
    return libcrypto if is_sound(libcrypto) else pure


def is_sound(candidate: Driver) -> bool:
    """Whether it knows the standard's own signature, refuses another, and accepts what it signs itself."""
    try:
        known = candidate.public_from(encodings.public_der(KNOWN_POINT))
        signature = encodings.signature_der(*KNOWN_NUMBERS)
        own = candidate.generate()
        return (
            known.verify(KNOWN_MESSAGE, signature)
            and not known.verify(KNOWN_MESSAGE + b".", signature)
            and own.public.verify(KNOWN_MESSAGE, own.sign(KNOWN_MESSAGE))
        )
    except (libcrypto.UnavailableError, libcrypto.FaultError, ValueError):
        return False
