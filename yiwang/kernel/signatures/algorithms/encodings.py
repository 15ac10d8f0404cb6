"""How are SM2 keys and signatures written down? PKCS#8, SubjectPublicKeyInfo and a DER pair of numbers."""

from typing import ClassVar

from asn1crypto import algos, core, keys

from yiwang.kernel.signatures.algorithms.kinds import ECDSA, RSA, SM2, UndecipherableError, UnusableKeyError

SM2_CURVE, SM2_CURVE_NAME = "1.2.156.10197.1.301", "sm2p256v1"
MALFORMED = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)
"""What asn1crypto raises for bytes that are not what they should be; it has no exception of its own."""
POINT_LENGTH = 65
NUMBER_LENGTH = 32

keys.NamedCurve.register(SM2_CURVE_NAME, SM2_CURVE, NUMBER_LENGTH)


def algorithm_of(spki_der: bytes) -> str:
    """Which of our algorithms a SubjectPublicKeyInfo is for. Raises UnusableKeyError."""
    info = _public_info(spki_der)
    try:
        if info.algorithm == "rsa":
            return RSA
        if info.algorithm == "ec" and info["algorithm"]["parameters"].name == "named":
            known = {SM2_CURVE: SM2, keys.NamedCurve.unmap("secp256r1"): ECDSA}
            return known[info["algorithm"]["parameters"].chosen.dotted]
    except MALFORMED:
        pass
    raise UnusableKeyError("A public key of SM2, ECDSA P-256 or RSA was expected.")


def public_der(point: bytes) -> bytes:
    """SubjectPublicKeyInfo of an uncompressed point on the SM2 curve."""
    info = keys.PublicKeyInfo({"algorithm": _sm2_algorithm(), "public_key": keys.ECPointBitString(point)})
    return bytes(info.dump())


def point_of(spki_der: bytes) -> bytes:
    """The uncompressed point in a SubjectPublicKeyInfo of SM2. Raises UnusableKeyError."""
    if algorithm_of(spki_der) != SM2:
        raise UnusableKeyError("A public key of SM2 was expected.")
    try:
        point = bytes(_public_info(spki_der)["public_key"].native)
    except MALFORMED as fault:
        raise UnusableKeyError("The public key is damaged.") from fault
    if len(point) != POINT_LENGTH or point[0] != 4:
        raise UnusableKeyError("The public key is damaged.")
    return point


def private_der(number: bytes, point: bytes) -> bytes:
    """PKCS#8 of an SM2 private key with its public point."""
    own = keys.ECPrivateKey(
        {
            "version": 1,
            "private_key": int.from_bytes(number, "big"),
            "public_key": keys.ECPointBitString(point),
        }
    )
    own.set_key_size(NUMBER_LENGTH)
    info = keys.PrivateKeyInfo(
        {
            "version": 0,
            "private_key_algorithm": {"algorithm": "ec", "parameters": _curve()},
            "private_key": own,
        }
    )
    return bytes(info.dump())


def number_of(der: bytes) -> bytes:
    """The private number in a PKCS#8 structure of SM2. Raises UnusableKeyError."""
    try:
        info = keys.PrivateKeyInfo.load(der, strict=True)
        curve = info["private_key_algorithm"]["parameters"].chosen.dotted
        number = int(info["private_key"].parsed["private_key"].native)
        if info.algorithm == "ec" and curve == SM2_CURVE:
            return number.to_bytes(NUMBER_LENGTH, "big")
    except MALFORMED as fault:
        raise UnusableKeyError("A private key of SM2 in PKCS#8 was expected.") from fault
    raise UnusableKeyError("A private key of SM2 in PKCS#8 was expected.")


def public_point_of(private: bytes) -> bytes | None:
    """The public point that a PKCS#8 structure carries along, where it does. Raises UnusableKeyError."""
    try:
        point = keys.PrivateKeyInfo.load(private)["private_key"].parsed["public_key"].native
    except MALFORMED as fault:
        raise UnusableKeyError("The private key is damaged.") from fault
    return bytes(point) if point else None


def signature_der(first: int, second: int) -> bytes:
    return bytes(algos.DSASignature({"r": first, "s": second}).dump())


def numbers_of(signature: bytes) -> tuple[int, int] | None:
    """The two numbers of a signature; None for anything but their one DER form, as OpenSSL has it."""
    try:
        pair = algos.DSASignature.load(signature, strict=True)
        first, second = int(pair["r"].native), int(pair["s"].native)
    except MALFORMED:
        return None
    return (first, second) if signature_der(first, second) == signature else None


class _Ciphertext(core.Sequence):
    """SM2Cipher (GM/T 0009-2012 7.2)."""

    _fields: ClassVar = [
        ("x", core.Integer),
        ("y", core.Integer),
        ("digest", core.OctetString),
        ("content", core.OctetString),
    ]


def ciphertext_of(der: bytes) -> bytes:
    """C1 ‖ C3 ‖ C2 (GB/T 32918.4-2016 6.1) out of an SM2Cipher."""
    parts = _Ciphertext.load(der, strict=True).native
    point = b"".join(parts[name].to_bytes(NUMBER_LENGTH, "big") for name in ("x", "y"))
    return b"\x04" + point + bytes(parts["digest"]) + bytes(parts["content"])


def ciphertext_der(hidden: bytes) -> bytes:
    """The SM2Cipher of C1 ‖ C3 ‖ C2. Raises UndecipherableError for what cannot be one."""
    after_point, after_digest = POINT_LENGTH, POINT_LENGTH + NUMBER_LENGTH
    if len(hidden) <= after_digest or hidden[0] != 4:
        raise UndecipherableError("Not an SM2 ciphertext.")
    return bytes(
        _Ciphertext(
            {
                "x": int.from_bytes(hidden[1 : 1 + NUMBER_LENGTH], "big"),
                "y": int.from_bytes(hidden[1 + NUMBER_LENGTH : after_point], "big"),
                "digest": hidden[after_point:after_digest],
                "content": hidden[after_digest:],
            }
        ).dump()
    )


def _public_info(spki_der: bytes) -> keys.PublicKeyInfo:
    try:
        info = keys.PublicKeyInfo.load(spki_der, strict=True)
        info.native  # noqa: B018 - reads every part; lazy parsing would fail later and elsewhere
    except MALFORMED as fault:
        raise UnusableKeyError("A SubjectPublicKeyInfo was expected.") from fault
    return info


def _sm2_algorithm() -> keys.PublicKeyAlgorithm:
    return keys.PublicKeyAlgorithm({"algorithm": "ec", "parameters": _curve()})


def _curve() -> keys.ECDomainParameters:
    return keys.ECDomainParameters(name="named", value=SM2_CURVE_NAME)
