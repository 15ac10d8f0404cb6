"""GM/T 0003.5-2012 appendix A (GB/T 32918.5-2017): the numbers are those of the standard."""

import gmalg
import pytest

from yiwang.kernel.signatures.algorithms import (
    UndecipherableError,
    UnusableKeyError,
    encodings,
    libcrypto,
    pure,
    sm2,
)

PRIVATE = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
NONCE = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
SIGNATURE = encodings.signature_der(*sm2.KNOWN_NUMBERS)
DRIVERS = [libcrypto, pure]


@pytest.fixture(params=DRIVERS, ids=["openssl", "python"])
def driver(request):
    if request.param is libcrypto and not sm2.is_sound(libcrypto):
        pytest.skip("this machine's libcrypto has no SM2")
    return request.param


@pytest.fixture(params=DRIVERS, ids=["read_by_openssl", "read_by_python"])
def other(request):
    if request.param is libcrypto and not sm2.is_sound(libcrypto):
        pytest.skip("this machine's libcrypto has no SM2")
    return request.param


def standard_key(driver):
    return driver.private_from(encodings.private_der(PRIVATE, sm2.KNOWN_POINT))


def test_the_standards_private_key_has_the_standards_public_key(driver):
    assert standard_key(driver).public.der == encodings.public_der(sm2.KNOWN_POINT)


def test_the_standards_signature_holds(driver):
    assert driver.public_from(encodings.public_der(sm2.KNOWN_POINT)).verify(sm2.KNOWN_MESSAGE, SIGNATURE)


def test_the_standards_signature_does_not_hold_over_another_message(driver):
    public = standard_key(driver).public
    assert not public.verify(b"message digesu", SIGNATURE)
    assert not public.verify(b"", SIGNATURE)


def test_the_standards_nonce_gives_the_standards_signature():
    calculator = gmalg.SM2(PRIVATE, pure.USER_ID, sm2.KNOWN_POINT, rnd_fn=lambda bits: NONCE)
    pair = tuple(int.from_bytes(number, "big") for number in calculator.sign(sm2.KNOWN_MESSAGE))
    assert pair == sm2.KNOWN_NUMBERS


def test_what_one_implementation_signs_the_other_accepts(driver, other):
    key = driver.generate()
    public = other.public_from(key.public.der)
    for message in (b"", b"a", "关于印发的通知".encode(), bytes(range(256)) * 400):
        signature = key.sign(message)
        assert public.verify(message, signature)
        assert not public.verify(message + b"\0", signature)


@pytest.mark.parametrize("content", [b"a", "张小明 138".encode(), bytes(range(256)) * 40])
def test_what_one_implementation_encrypts_the_other_decrypts(driver, other, content):
    """GB/T 32918.4-2016 6.1: C1 ‖ C3 ‖ C2."""
    key = driver.private_from(driver.generate().der)
    hidden = other.public_from(key.public.der).encrypt(content)
    assert (hidden[0], len(hidden)) == (4, 97 + len(content))
    assert other.private_from(key.der).decrypt(hidden) == key.decrypt(hidden) == content


@pytest.mark.parametrize("place", [0, 1, 64, 65, 96, 97, -1])
def test_a_ciphertext_changed_anywhere_does_not_open(driver, place):
    key = driver.private_from(driver.generate().der)
    hidden = bytearray(driver.public_from(key.public.der).encrypt(b"content"))
    hidden[place] ^= 1
    with pytest.raises(UndecipherableError):
        key.decrypt(bytes(hidden))


def test_what_is_too_short_or_somebody_elses_does_not_open(driver):
    key, other = (driver.private_from(driver.generate().der) for _ in range(2))
    hidden = driver.public_from(key.public.der).encrypt(b"content")
    for wrong in (b"", hidden[:97], hidden[:-1], b"\x02" + hidden[1:]):
        with pytest.raises(UndecipherableError):
            key.decrypt(wrong)
    with pytest.raises(UndecipherableError):
        other.decrypt(hidden)


def test_keys_written_by_one_implementation_are_read_by_the_other(driver, other):
    key = driver.generate()
    again = other.private_from(key.der)
    assert (again.der, again.public.der) == (key.der, key.public.der)
    assert key.public.verify(b"text", again.sign(b"text"))


def test_another_keys_signature_is_refused(driver):
    assert not driver.generate().public.verify(b"text", driver.generate().sign(b"text"))


@pytest.mark.parametrize(
    "numbers",
    [
        (0, 1),
        (1, 0),
        (pure.ORDER, 1),
        (1, pure.ORDER),
        (-1, 1),
        (1, pure.ORDER - 1),
        (2**300, 2**300),
    ],
)
def test_numbers_outside_the_group_are_no_signature(driver, numbers):
    assert not standard_key(driver).public.verify(sm2.KNOWN_MESSAGE, encodings.signature_der(*numbers))


@pytest.mark.parametrize(
    "altered",
    [
        b"",
        b"\x30",
        b"\x30\x00",
        SIGNATURE[:-1],
        SIGNATURE + b"\0",
        SIGNATURE[:1] + b"\x81" + SIGNATURE[1:],
        SIGNATURE[:4] + b"\0" + SIGNATURE[4:],
        SIGNATURE[::-1],
        b"\xff" * 72,
    ],
)
def test_a_signature_has_one_form_and_garbage_is_none(driver, altered):
    assert not standard_key(driver).public.verify(sm2.KNOWN_MESSAGE, altered)


@pytest.mark.parametrize(
    "der",
    [
        b"",
        b"\x30\x00",
        b"garbage",
        encodings.public_der(sm2.KNOWN_POINT)[:-1],
        encodings.public_der(sm2.KNOWN_POINT) + b"\0",
        encodings.public_der(b"\x04" + b"\x01" * 64),
        encodings.public_der(b"\x04" + b"\xff" * 64),
        encodings.private_der(PRIVATE, sm2.KNOWN_POINT),
    ],
)
def test_what_is_no_public_key_is_refused(driver, der):
    with pytest.raises(UnusableKeyError):
        driver.public_from(der)


@pytest.mark.parametrize(
    "der",
    [
        b"",
        b"garbage",
        encodings.private_der(PRIVATE, sm2.KNOWN_POINT)[:-3],
        encodings.private_der(PRIVATE, sm2.KNOWN_POINT) + b"\0",
        encodings.private_der(bytes(32), sm2.KNOWN_POINT),
        encodings.private_der(b"\xff" * 32, sm2.KNOWN_POINT),
        encodings.private_der(PRIVATE[:-1] + b"\x01", sm2.KNOWN_POINT),
        encodings.public_der(sm2.KNOWN_POINT),
    ],
)
def test_what_is_no_private_key_is_refused(driver, der):
    with pytest.raises(UnusableKeyError):
        driver.private_from(der)


def test_a_private_number_that_begins_with_zeros_keeps_them(driver, other):
    key = pure.PrivateKey(bytes(3) + PRIVATE[3:])
    again = driver.private_from(key.der)
    assert again.der == key.der
    assert other.public_from(again.public.der).verify(b"text", again.sign(b"text"))


def test_openssl_is_chosen_where_it_has_sm2():
    expected = libcrypto if sm2.is_sound(libcrypto) else pure
    assert sm2.driver() is expected


@pytest.mark.parametrize("names", [(), ("libyiwang-no-such.so",), ("libc.so.6",)])
def test_without_a_fitting_library_python_signs(monkeypatch, names):
    monkeypatch.setattr(libcrypto, "NAMES", names)
    libcrypto._library.cache_clear()
    sm2.driver.cache_clear()
    try:
        assert sm2.driver() is pure
        key = sm2.driver().generate()
        assert key.public.verify(b"text", key.sign(b"text"))
    finally:
        libcrypto._library.cache_clear()
        sm2.driver.cache_clear()


def test_a_library_that_miscalculates_is_not_chosen():
    class Yes:
        """Believes everything."""

        def verify(self, message, signature):
            return True

        def encrypt(self, content):
            return pure.public_from(encodings.public_der(sm2.KNOWN_POINT)).encrypt(content)

    class Credulous:
        def generate(self):
            return pure.generate()

        def private_from(self, der):
            return pure.private_from(der)

        def public_from(self, der):
            return Yes()

    assert sm2.is_sound(pure)
    assert not sm2.is_sound(Credulous())
