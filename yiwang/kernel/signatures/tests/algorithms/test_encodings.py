"""Are keys and signatures read and written as the standards say, and garbage refused?"""

import pytest

from yiwang.kernel.signatures.algorithms import UnusableKeyError, encodings, pure, sm2

KEY = pure.generate()
SIGNATURE = KEY.sign(b"text")


def every_change(content):
    """The content with each of its bytes replaced by those that mean something in DER, or cut short."""
    for place in range(len(content)):
        for value in (0, 1, 2, 3, 4, 5, 6, 0x30, 0x7F, 0x80, 0x81, 0xA0, 0xA1, 0xFF):
            if content[place] != value:
                yield content[:place] + bytes([value]) + content[place + 1 :]
        yield content[:place]


def refused(read, changes):
    """How many are refused; any other exception than the one that is promised ends the test."""
    count = 0
    for changed in changes:
        try:
            read(changed)
        except UnusableKeyError:
            count += 1
    return count


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (encodings.algorithm_of, KEY.public.der),
        (encodings.point_of, KEY.public.der),
        (encodings.number_of, KEY.der),
        (encodings.public_point_of, KEY.der),
    ],
    ids=["algorithm_of", "point_of", "number_of", "public_point_of"],
)
def test_a_damaged_key_is_refused_in_one_way_only(read, content):
    assert read(content)
    assert refused(read, every_change(content)) > len(content) // 2


def test_a_damaged_signature_is_none_or_another():
    assert encodings.numbers_of(SIGNATURE)
    for changed in every_change(SIGNATURE):
        numbers = encodings.numbers_of(changed)
        assert numbers is None or encodings.signature_der(*numbers) == changed


def test_an_empty_bit_string_is_no_key():
    """asn1crypto answers it with an IndexError."""
    spki = KEY.public.der
    empty = b"\x03\x00"
    body = spki[2 : spki.index(b"\x03\x42\x00")] + empty
    with pytest.raises(UnusableKeyError):
        encodings.algorithm_of(b"\x30" + bytes([len(body)]) + body)


def test_the_known_point_is_written_and_read():
    assert encodings.point_of(encodings.public_der(sm2.KNOWN_POINT)) == sm2.KNOWN_POINT
