"""Do ECDSA and RSA do what the library promises?"""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from yiwang.kernel.signatures import algorithms
from yiwang.kernel.signatures.algorithms import UnusableKeyError, standard


def test_a_curve_other_than_p256_is_refused():
    other = ec.generate_private_key(ec.SECP384R1())
    with pytest.raises(UnusableKeyError):
        algorithms.private_from("ecdsa", standard._private_der(other))
    with pytest.raises(UnusableKeyError):
        algorithms.public_from(standard._public_der(other.public_key()))


def test_a_short_rsa_key_is_refused():
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    with pytest.raises(UnusableKeyError):
        algorithms.private_from("rsa", standard._private_der(short))
    with pytest.raises(UnusableKeyError):
        algorithms.public_from(standard._public_der(short.public_key()))


def test_a_new_rsa_key_has_3072_bits():
    key = algorithms.generate("rsa")
    assert len(key.sign(b"text")) * 8 == standard.RSA_BITS


def test_an_algorithm_nobody_knows_is_refused():
    with pytest.raises(UnusableKeyError, match="sm9"):
        algorithms.generate("sm9")
