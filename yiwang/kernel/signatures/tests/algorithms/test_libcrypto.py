"""Does the binding to OpenSSL agree with the standard, and give back what it takes?"""

import gc
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from yiwang.kernel.signatures import algorithms
from yiwang.kernel.signatures.algorithms import UnusableKeyError, encodings, libcrypto, sm2

pytestmark = pytest.mark.skipif(
    not sm2.is_sound(libcrypto), reason="this machine's libcrypto has no SM2: Python signs instead"
)


def test_threads_share_a_key():
    key = libcrypto.generate()

    def signed(number):
        message = str(number).encode() * 50
        signature = key.sign(message)
        return key.public.verify(message, signature) and not key.public.verify(b"x" + message, signature)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(signed, range(400)))


def test_a_key_lives_as_long_as_its_public_half_is_held():
    public = libcrypto.generate().public
    key = libcrypto.generate()
    assert not public.verify(b"text", key.sign(b"text"))


GIVEN = ("EVP_PKEY_Q_keygen", "d2i_AutoPrivateKey", "d2i_PUBKEY")
PAIRS = {
    "EVP_MD_CTX_free": ("EVP_MD_CTX_new",),
    "EVP_PKEY_CTX_free": ("EVP_PKEY_CTX_new",),
    "PKCS8_PRIV_KEY_INFO_free": ("EVP_PKEY2PKCS8",),
    "EVP_PKEY_free": GIVEN,
}


class Counting:
    """The library, counting what it hands out and what it gets back; ``without`` is never given back."""

    def __init__(self, library, without=""):
        self._library, self._without = library, without
        self.held = Counter()

    def __getattr__(self, name):
        function = getattr(self._library, name)

        def called(*arguments):
            if name in PAIRS:
                if name == self._without:
                    return None
                self.held[name] -= 1
                return function(*arguments)
            answer = function(*arguments)
            for free, makers in PAIRS.items():
                if name in makers and answer:
                    self.held[free] += 1
            return answer

        return called


def use_everything():
    """Every road through the binding, those that end in a refusal too."""
    key = libcrypto.generate()
    again = libcrypto.private_from(key.der)
    assert libcrypto.public_from(key.public.der).verify(b"text", again.sign(b"text"))
    assert not again.public.verify(b"text", b"garbage")
    p256 = algorithms.generate("ecdsa")
    mismatched = encodings.private_der(bytes(31) + b"\x05", sm2.KNOWN_POINT)
    for read, der in (
        (libcrypto.public_from, key.der),
        (libcrypto.public_from, key.public.der + b"\0"),
        (libcrypto.public_from, p256.public.der),
        (libcrypto.private_from, p256.der),
        (libcrypto.private_from, mismatched),
    ):
        with pytest.raises(UnusableKeyError):
            read(der)


def held_after_use(monkeypatch, without=""):
    counting = Counting(libcrypto._library(), without)
    with monkeypatch.context() as patched:
        patched.setattr(libcrypto, "_library", lambda: counting)
        use_everything()
        gc.collect()
    return {name: count for name, count in counting.held.items() if count}


def test_what_is_allocated_is_given_back(monkeypatch):
    assert held_after_use(monkeypatch) == {}


@pytest.mark.parametrize("without", PAIRS)
def test_the_count_would_notice_what_is_not_given_back(monkeypatch, without):
    assert list(held_after_use(monkeypatch, without)) == [without]
