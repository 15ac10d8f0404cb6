import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.signatures.statements import ALTERED, NOBODY_TRUSTED, verdict
from yiwang.kernel.signatures.tests.makers import make_authority, make_holder

AUTHORITY = make_authority()
HOLDER = make_holder(AUTHORITY, unit_code="LZ007")
FACTS = HOLDER.certificate
TEXT = "关于召开全市数据工作会议的通知"


def judged(**changes):
    signed = HOLDER.sign(TEXT)
    asked = {
        "text": TEXT,
        "signature": signed.signature,
        "certificate": FACTS,
        "authorities": [AUTHORITY.certificate],
        "revocations": {},
        "signed_at": now(),
        **changes,
    }
    return verdict(**asked)


def test_a_plain_signature_needs_no_sentence():
    found = judged()
    assert (found.is_valid, found.sentence) == (True, "")
    assert (found.signer, found.unit_code, found.node_code) == ("泸洲市数据局", "LZ007", "luzhou")


def test_an_altered_text_is_refused_and_still_says_whose_it_claims_to_be():
    found = judged(text=TEXT + "。")
    assert (found.is_valid, found.sentence, found.signer) == (False, ALTERED, "泸洲市数据局")


@pytest.mark.parametrize("signature", ["", "不是", "=", "AAAA", "A" * 10_000, "AA=A", "\x00"])
def test_garbage_instead_of_a_signature_is_refused(signature):
    assert judged(signature=signature).sentence == ALTERED


def test_a_text_that_no_encoding_can_write_is_refused():
    assert judged(text="\ud800").sentence == ALTERED


def test_without_a_trusted_authority_nothing_is_valid():
    assert judged(authorities=[]).sentence == NOBODY_TRUSTED
    assert judged(authorities=[make_authority().certificate]).sentence == NOBODY_TRUSTED


def test_one_of_several_authorities_is_enough():
    assert judged(authorities=[make_authority().certificate, AUTHORITY.certificate]).is_valid


@pytest.mark.parametrize("days", [-21, 1001])
def test_a_signature_outside_the_certificates_time_is_refused(days):
    found = judged(signed_at=shifted(now(), days=days))
    assert not found.is_valid
    assert "证书只在" in found.sentence


def test_a_moment_without_time_zone_is_refused():
    assert "时区" in judged(signed_at=now().replace(tzinfo=None)).sentence


def test_a_signature_before_the_revocation_stays_valid_and_says_so():
    revoked_at = shifted(now(), days=-1)
    found = judged(
        revocations={FACTS.serial: (revoked_at, "私钥遗失")}, signed_at=shifted(revoked_at, seconds=-1)
    )
    assert found.is_valid
    assert "吊销（私钥遗失），签名时仍有效。" in found.sentence


def test_a_signature_from_the_moment_of_revocation_on_is_refused():
    revoked_at = shifted(now(), days=-1)
    revocations = {FACTS.serial: (revoked_at, "私钥遗失")}
    for moment in (revoked_at, now()):
        found = judged(revocations=revocations, signed_at=moment)
        assert not found.is_valid
        assert "签名在吊销之后" in found.sentence


def test_another_certificates_revocation_does_not_matter():
    assert judged(revocations={"abcdef": (shifted(now(), days=-1), "私钥遗失")}).sentence == ""


def test_moments_are_written_in_beijing_time():
    at = now().replace(year=2026, month=3, day=1, hour=16, minute=0, second=5)
    found = judged(revocations={FACTS.serial: (at, "换人")}, signed_at=shifted(now(), days=1))
    assert "2026-03-02 00:00:05" in found.sentence


@settings(max_examples=60, deadline=None)
@given(text=st.text())
def test_any_text_is_signed_and_verified(text):
    signed = HOLDER.sign(text)
    assert judged(text=text, signature=signed.signature).is_valid


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_categories=[])), signature=st.text())
def test_garbage_raises_nothing(text, signature):
    assert not judged(text=text, signature=signature).is_valid


def test_a_verifier_needs_neither_django_nor_a_database():
    """Settings are not configured in this process; whatever asked for them would fail."""
    signed = HOLDER.sign(TEXT)
    program = (
        "import sys; from datetime import datetime, UTC\n"
        "from yiwang.kernel.signatures import certificates, revocations, statements\n"
        "text, signature, unit, authority = sys.argv[1:]\n"
        "found = statements.verdict(text, signature, certificates.read(unit),\n"
        "    [certificates.read(authority)], {}, datetime.now(UTC))\n"
        "assert 'django' not in sys.modules\n"
        "print(found.is_valid, found.unit_code)"
    )
    arguments = [TEXT, signed.signature, FACTS.pem, AUTHORITY.certificate.pem]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "LZ007"]
