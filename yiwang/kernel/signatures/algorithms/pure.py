"""How does SM2 work where no OpenSSL 3 is at hand? In Python, by ``gmalg``: the same answers, slowly."""

import gmalg
from gmalg.errors import GMError

from yiwang.kernel.signatures.algorithms import encodings
from yiwang.kernel.signatures.algorithms.kinds import SM2, UndecipherableError, UnusableKeyError

USER_ID = b"1234567812345678"
ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
"""Of the group of points (GM/T 0003.5-2012); private numbers are 1 … ORDER - 2."""


class PublicKey:
    algorithm = SM2

    def __init__(self, point: bytes) -> None:
        self.point = point
        self.der = encodings.public_der(point)

    def verify(self, message: bytes, signature: bytes) -> bool:
        numbers = encodings.numbers_of(signature)
        if numbers is None or not all(0 < number < ORDER for number in numbers):
            return False
        first, second = (number.to_bytes(encodings.NUMBER_LENGTH, "big") for number in numbers)
        # A calculator of its own for every call: its digest is not made for two threads.
        return bool(gmalg.SM2(uid=USER_ID, pk=self.point).verify(message, first, second))

    def encrypt(self, content: bytes) -> bytes:
        return bytes(gmalg.SM2(pk=self.point).encrypt(content))


class PrivateKey:
    algorithm = SM2

    def __init__(self, number: bytes) -> None:
        self._number = number
        self.public = PublicKey(gmalg.SM2().generate_pk(number))

    @property
    def der(self) -> bytes:
        return encodings.private_der(self._number, self.public.point)

    def sign(self, message: bytes) -> bytes:
        pair = gmalg.SM2(self._number, USER_ID, self.public.point).sign(message)
        first, second = (int.from_bytes(number, "big") for number in pair)
        return encodings.signature_der(first, second)

    def decrypt(self, hidden: bytes) -> bytes:
        encodings.ciphertext_der(hidden)
        try:
            return bytes(gmalg.SM2(sk=self._number).decrypt(hidden))
        except (GMError, ValueError) as fault:
            raise UndecipherableError("Not encrypted to this key, or damaged.") from fault


def generate() -> PrivateKey:
    number, _ = gmalg.SM2().generate_keypair()
    return PrivateKey(number.rjust(encodings.NUMBER_LENGTH, b"\0"))


def private_from(der: bytes) -> PrivateKey:
    """Raises UnusableKeyError."""
    number = encodings.number_of(der)
    if not 0 < int.from_bytes(number, "big") < ORDER - 1:
        raise UnusableKeyError("The private number is out of range.")
    key = PrivateKey(number)
    if encodings.public_point_of(der) not in (None, key.public.point):
        raise UnusableKeyError("The private key does not belong to its public key.")
    return key


def public_from(der: bytes) -> PublicKey:
    """Raises UnusableKeyError."""
    point = encodings.point_of(der)
    try:
        is_on_curve = gmalg.SM2().verify_pk(point)
    except (ValueError, ArithmeticError) as fault:
        raise UnusableKeyError("The public key is no point of the curve.") from fault
    if not is_on_curve:
        raise UnusableKeyError("The public key is no point of the curve.")
    return PublicKey(point)
