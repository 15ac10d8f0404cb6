"""Does every algorithm sign, verify and refuse in the same way?"""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.kernel.signatures import algorithms
from yiwang.kernel.signatures.algorithms import ALGORITHMS, UnusableKeyError

each = pytest.mark.parametrize("algorithm", ALGORITHMS)
bits = st.integers(0, 1 << 16)
some = settings(max_examples=60, deadline=None)


@cache
def key(algorithm):
    return algorithms.generate(algorithm)


@each
def test_a_key_survives_being_written_and_read(algorithm):
    made = key(algorithm)
    again = algorithms.private_from(algorithm, made.der)
    public = algorithms.public_from(made.public.der)
    assert (again.algorithm, public.algorithm) == (algorithm, algorithm)
    assert (again.der, public.der) == (made.der, made.public.der)
    assert public.verify(b"text", again.sign(b"text"))


@each
def test_a_key_is_refused_as_one_of_another_algorithm(algorithm):
    for other in ALGORITHMS:
        if other != algorithm:
            with pytest.raises(UnusableKeyError):
                algorithms.private_from(other, key(algorithm).der)


@each
@some
@given(text=st.text())
def test_any_text_that_is_signed_is_verified(algorithm, text):
    message = text.encode()
    assert key(algorithm).public.verify(message, key(algorithm).sign(message))


@each
@some
@given(text=st.text(min_size=1), bit=bits)
def test_one_flipped_bit_in_the_text_is_refused(algorithm, text, bit):
    message = text.encode()
    signature = key(algorithm).sign(message)
    assert not key(algorithm).public.verify(flipped(message, bit), signature)


@each
@some
@given(bit=bits)
def test_one_flipped_bit_in_the_signature_is_refused(algorithm, bit):
    signature = key(algorithm).sign(b"text")
    assert not key(algorithm).public.verify(b"text", flipped(signature, bit))


@each
@some
@given(signature=st.binary(max_size=400))
def test_garbage_is_no_signature_and_raises_nothing(algorithm, signature):
    assert not key(algorithm).public.verify(b"text", signature)


@some
@given(der=st.binary(max_size=300))
def test_garbage_is_no_key(der):
    with pytest.raises(UnusableKeyError):
        algorithms.public_from(der)
    for algorithm in ALGORITHMS:
        with pytest.raises(UnusableKeyError):
            algorithms.private_from(algorithm, der)


@each
@some
@given(bit=bits)
def test_a_public_key_with_a_flipped_bit_is_refused_or_another_key(algorithm, bit):
    altered = flipped(key(algorithm).public.der, bit)
    try:
        read = algorithms.public_from(altered)
    except UnusableKeyError:
        return
    assert read.der != key(algorithm).public.der
    assert not read.verify(b"text", key(algorithm).sign(b"text"))


@pytest.mark.parametrize("algorithm", ["sm2", "ecdsa"])
def test_a_point_in_hybrid_form_is_refused(algorithm):
    """SEC 1 2.3.3 knows 06 and 07 before a point: the same key under another text."""
    der = bytearray(key(algorithm).public.der)
    der[-65] = 6 + (der[-1] & 1)
    with pytest.raises(UnusableKeyError):
        algorithms.public_from(bytes(der))


def flipped(content: bytes, bit: int) -> bytes:
    """One bit of the content turned over; signatures differ in length, so the place goes round."""
    place = bit % (len(content) * 8)
    altered = bytearray(content)
    altered[place // 8] ^= 1 << place % 8
    return bytes(altered)
