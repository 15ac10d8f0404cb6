import base64

import pytest
from cryptography.exceptions import InvalidTag

from yiwang.kernel.organizations import sealing


def test_a_secret_comes_out_as_it_went_in():
    for text in ("", "JBSWY3DPEHPK3PXP", "口令" * 500):
        assert sealing.opened(sealing.seal(text)) == text
        assert sealing.opened(sealing.seal(text, "signatures"), "signatures") == text


def test_the_same_secret_is_never_sealed_alike():
    assert sealing.seal("text") != sealing.seal("text")


def test_what_was_sealed_for_one_purpose_opens_for_no_other():
    sealed = sealing.seal("text", "signatures")
    for purpose in ("organizations", "nodes", "signature"):
        with pytest.raises(InvalidTag):
            sealing.opened(sealed, purpose)
    with pytest.raises(InvalidTag):
        sealing.opened(sealed)


def test_without_a_purpose_the_package_of_units_and_people_is_meant():
    assert sealing.opened(sealing.seal("text"), "organizations") == "text"


def test_what_was_sealed_before_there_were_purposes_still_opens(settings):
    """Sealed by the version without ``purpose``."""
    settings.SECRET_KEY = "a key that never changes " * 3
    assert (
        sealing.opened("BUoTkl5vEm4BnSLm/CoZclUARPB/6MnlpT3BlbbgHTomVQgdH6+kSi8daj8=") == "JBSWY3DPEHPK3PXP"
    )


def test_an_altered_secret_stays_shut():
    raw = bytearray(base64.b64decode(sealing.seal("text")))
    for place in (0, sealing.NONCE, len(raw) - 1):
        altered = bytearray(raw)
        altered[place] ^= 1
        with pytest.raises(InvalidTag):
            sealing.opened(base64.b64encode(altered).decode())


def test_a_former_system_key_still_opens(settings):
    sealed = sealing.seal("text", "signatures")
    former = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another system key " * 4, []
    with pytest.raises(InvalidTag):
        sealing.opened(sealed, "signatures")
    settings.SECRET_KEY_FALLBACKS = ["an older one", former]
    assert sealing.opened(sealed, "signatures") == "text"
