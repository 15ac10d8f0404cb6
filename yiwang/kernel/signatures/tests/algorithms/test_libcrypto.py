import resource
from concurrent.futures import ThreadPoolExecutor

import pytest

from yiwang.kernel.signatures.algorithms import UnusableKeyError, libcrypto, sm2

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


def test_what_is_allocated_is_given_back():
    """A leak of one context a call would be more than 10 MB here."""
    der, spki = (key := libcrypto.generate()).der, key.public.der

    def turn():
        again = libcrypto.private_from(der)
        assert libcrypto.public_from(spki).verify(b"text", again.sign(b"text"))
        assert not again.public.verify(b"text", b"garbage")
        with pytest.raises(UnusableKeyError):
            libcrypto.public_from(der)
        return again.der

    for _ in range(200):
        turn()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(3_000):
        turn()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 4 * 1024
