"""How does the system's OpenSSL 3 sign and encrypt with SM2? A thin binding to what is needed of libcrypto.

Everything OpenSSL hands out is given back; the keys themselves live as long as the object around them. A key
is only read while it signs and checks, so threads share it; each call has a digest context of its own.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_size_t, c_void_p
from functools import cache
from typing import Any
from weakref import finalize

from yiwang.kernel.signatures.algorithms import encodings
from yiwang.kernel.signatures.algorithms.kinds import SM2, UndecipherableError, UnusableKeyError

NAMES = ("libcrypto.so.3", "libcrypto.3.dylib")
USER_ID = b"1234567812345678"
"""The user id where nothing else is agreed (GM/T 0009-2012 10)."""
LONGEST_SIGNATURE = 80

_pointers = POINTER(c_void_p)
_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "ERR_clear_error": (None, []),
    "EVP_sm3": (c_void_p, []),
    "EVP_PKEY_Q_keygen": (c_void_p, [c_void_p, c_char_p, c_char_p]),
    "EVP_PKEY_is_a": (c_int, [c_void_p, c_char_p]),
    "EVP_PKEY_free": (None, [c_void_p]),
    "EVP_PKEY_CTX_new": (c_void_p, [c_void_p, c_void_p]),
    "EVP_PKEY_CTX_free": (None, [c_void_p]),
    "EVP_PKEY_CTX_set1_id": (c_int, [c_void_p, c_char_p, c_size_t]),
    "EVP_PKEY_pairwise_check": (c_int, [c_void_p]),
    "EVP_MD_CTX_new": (c_void_p, []),
    "EVP_MD_CTX_free": (None, [c_void_p]),
    "EVP_MD_CTX_set_pkey_ctx": (None, [c_void_p, c_void_p]),
    "EVP_DigestSignInit": (c_int, [c_void_p, _pointers, c_void_p, c_void_p, c_void_p]),
    "EVP_DigestSign": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EVP_DigestVerifyInit": (c_int, [c_void_p, _pointers, c_void_p, c_void_p, c_void_p]),
    "EVP_DigestVerify": (c_int, [c_void_p, c_char_p, c_size_t, c_char_p, c_size_t]),
    "EVP_PKEY_encrypt_init": (c_int, [c_void_p]),
    "EVP_PKEY_encrypt": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EVP_PKEY_decrypt_init": (c_int, [c_void_p]),
    "EVP_PKEY_decrypt": (c_int, [c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t]),
    "EVP_PKEY2PKCS8": (c_void_p, [c_void_p]),
    "PKCS8_PRIV_KEY_INFO_free": (None, [c_void_p]),
    "i2d_PKCS8_PRIV_KEY_INFO": (c_int, [c_void_p, _pointers]),
    "i2d_PUBKEY": (c_int, [c_void_p, _pointers]),
    "d2i_AutoPrivateKey": (c_void_p, [_pointers, _pointers, c_long]),
    "d2i_PUBKEY": (c_void_p, [_pointers, _pointers, c_long]),
}


class UnavailableError(RuntimeError):
    """There is no libcrypto of OpenSSL 3 here, or one without SM2."""


class FaultError(RuntimeError):
    """OpenSSL failed at something that cannot fail with a sound key."""


@cache
def _library() -> Any:
    """The library with its functions typed. Raises UnavailableError."""
    for name in NAMES:
        try:
            found = ctypes.CDLL(name)
            for function, (result, arguments) in _FUNCTIONS.items():
                getattr(found, function).restype = result
                getattr(found, function).argtypes = arguments
        except (OSError, AttributeError):
            continue
        return found
    raise UnavailableError("libcrypto of OpenSSL 3 was not found.")


class _Handle:
    """An EVP_PKEY that is freed when nobody holds this object any more."""

    def __init__(self, pointer: int) -> None:
        self.pointer = pointer
        finalize(self, _library().EVP_PKEY_free, pointer).atexit = False


class PublicKey:
    algorithm = SM2

    def __init__(self, handle: _Handle) -> None:
        self._handle = handle
        self.der = _encoded(_library().i2d_PUBKEY, handle.pointer)

    def verify(self, message: bytes, signature: bytes) -> bool:
        library = _library()
        with _digesting(self._handle.pointer) as context:
            _begin(library.EVP_DigestVerifyInit, context, self._handle.pointer)
            answer = library.EVP_DigestVerify(context, signature, len(signature), message, len(message))
        if answer != 1:
            library.ERR_clear_error()
        return bool(answer == 1)

    def encrypt(self, content: bytes) -> bytes:
        library = _library()
        found = _ciphered(self._handle, library.EVP_PKEY_encrypt_init, library.EVP_PKEY_encrypt, content)
        if found is None:
            raise FaultError("EVP_PKEY_encrypt failed.")
        return encodings.ciphertext_of(found)


class PrivateKey:
    algorithm = SM2

    def __init__(self, handle: _Handle) -> None:
        self._handle = handle
        self.public = PublicKey(handle)

    @property
    def der(self) -> bytes:
        library = _library()
        info = library.EVP_PKEY2PKCS8(self._handle.pointer)
        if not info:
            raise FaultError("EVP_PKEY2PKCS8 failed.")
        try:
            return _encoded(library.i2d_PKCS8_PRIV_KEY_INFO, info)
        finally:
            library.PKCS8_PRIV_KEY_INFO_free(info)

    def sign(self, message: bytes) -> bytes:
        library = _library()
        signature = ctypes.create_string_buffer(LONGEST_SIGNATURE)
        length = c_size_t(LONGEST_SIGNATURE)
        with _digesting(self._handle.pointer) as context:
            _begin(library.EVP_DigestSignInit, context, self._handle.pointer)
            if library.EVP_DigestSign(context, signature, byref(length), message, len(message)) != 1:
                library.ERR_clear_error()
                raise FaultError("EVP_DigestSign failed.")
        return signature.raw[: length.value]

    def decrypt(self, hidden: bytes) -> bytes:
        library = _library()
        der = encodings.ciphertext_der(hidden)
        found = _ciphered(self._handle, library.EVP_PKEY_decrypt_init, library.EVP_PKEY_decrypt, der)
        if found is None:
            raise UndecipherableError("Not encrypted to this key, or damaged.")
        return found


def generate() -> PrivateKey:
    """Raises UnavailableError where the library cannot make an SM2 key."""
    pointer = _library().EVP_PKEY_Q_keygen(None, None, b"SM2")
    if not pointer:
        _library().ERR_clear_error()
        raise UnavailableError("This libcrypto has no SM2.")
    return PrivateKey(_Handle(pointer))


def private_from(der: bytes) -> PrivateKey:
    """Raises UnusableKeyError."""
    handle = _decoded(_library().d2i_AutoPrivateKey, der)
    if not _is_a_pair(handle.pointer):
        raise UnusableKeyError("The private key does not belong to its public key.")
    return PrivateKey(handle)


def public_from(der: bytes) -> PublicKey:
    """Raises UnusableKeyError, also for a point that is not uncompressed: OpenSSL would keep its form."""
    encodings.point_of(der)
    return PublicKey(_decoded(_library().d2i_PUBKEY, der))


@contextmanager
def _digesting(pointer: int) -> Iterator[int]:
    """A digest context for one call, with the user id that goes into the digest (GM/T 0003.2-2012 5.5)."""
    library = _library()
    context = library.EVP_MD_CTX_new()
    key_context = library.EVP_PKEY_CTX_new(pointer, None)
    try:
        if not context or not key_context:
            raise FaultError("OpenSSL gave no context.")
        if library.EVP_PKEY_CTX_set1_id(key_context, USER_ID, len(USER_ID)) != 1:
            raise FaultError("EVP_PKEY_CTX_set1_id failed.")
        library.EVP_MD_CTX_set_pkey_ctx(context, key_context)
        yield context
    finally:
        library.EVP_MD_CTX_free(context)
        library.EVP_PKEY_CTX_free(key_context)


def _ciphered(
    handle: _Handle, initialise: Callable[..., int], call: Callable[..., int], content: bytes
) -> bytes | None:
    """None where OpenSSL refuses."""
    library = _library()
    context = library.EVP_PKEY_CTX_new(handle.pointer, None)
    length = c_size_t(0)
    try:
        if (
            not context
            or initialise(context) != 1
            or call(context, None, byref(length), content, len(content)) != 1
        ):
            return None
        answer = ctypes.create_string_buffer(length.value or 1)
        if call(context, answer, byref(length), content, len(content)) != 1:
            return None
        return answer.raw[: length.value]
    finally:
        library.EVP_PKEY_CTX_free(context)
        library.ERR_clear_error()


def _begin(initialise: Callable[..., int], context: int, pointer: int) -> None:
    if initialise(context, None, _library().EVP_sm3(), None, pointer) != 1:
        _library().ERR_clear_error()
        raise FaultError("OpenSSL could not begin with the digest.")


def _is_a_pair(pointer: int) -> bool:
    library = _library()
    context = library.EVP_PKEY_CTX_new(pointer, None)
    try:
        fits = bool(context) and library.EVP_PKEY_pairwise_check(context) == 1
    finally:
        library.EVP_PKEY_CTX_free(context)
    if not fits:
        library.ERR_clear_error()
    return fits


def _encoded(encode: Callable[..., int], pointer: int) -> bytes:
    length = encode(pointer, None)
    if length <= 0:
        raise FaultError("OpenSSL could not write the key down.")
    content = ctypes.create_string_buffer(length)
    encode(pointer, byref(ctypes.cast(content, c_void_p)))
    return content.raw


def _decoded(decode: Callable[..., int | None], der: bytes) -> _Handle:
    """The key that fills ``der`` to its last byte. Raises UnusableKeyError."""
    content = ctypes.create_string_buffer(der, len(der) or 1)
    start = ctypes.addressof(content)
    place = c_void_p(start)
    pointer = decode(None, byref(place), len(der))
    if not pointer:
        _library().ERR_clear_error()
        raise UnusableKeyError("This is no key that OpenSSL can read.")
    handle = _Handle(pointer)
    if place.value != start + len(der) or _library().EVP_PKEY_is_a(pointer, b"SM2") != 1:
        raise UnusableKeyError("A key of SM2 and nothing else was expected.")
    return handle
