import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.signatures import actions, keys, trust
from yiwang.kernel.signatures.models import Certificate
from yiwang.kernel.signatures.statements import ALTERED, NOBODY_TRUSTED, UNKNOWN_CERTIFICATE
from yiwang.kernel.signatures.tests.makers import make_authority, make_holder, make_list, make_trusted

pytestmark = pytest.mark.django_db


def judged(signed, **changes):
    asked = {
        "text": signed.text,
        "signature": signed.signature,
        "fingerprint": signed.certificate,
        "signed_at": now(),
        **changes,
    }
    return trust.verified(**asked)


def test_a_foreign_units_signature_is_verified_by_its_nodes_authority():
    holder = make_holder(make_trusted(), unit_code="LZ007")
    trust.take_certificate(holder.certificate.pem, "luzhou")
    found = judged(holder.sign("请协助调查"))
    assert (found.is_valid, found.sentence) == (True, "")
    assert (found.signer, found.unit_code, found.node_code) == ("泸洲市数据局", "LZ007", "luzhou")


def test_an_altered_text_is_refused():
    signed = keys.of_node().sign("正文")
    assert judged(signed, text="正文 ").sentence == ALTERED


@pytest.mark.parametrize("fingerprint", ["", "x", "0" * 64, "0" * 63 + "\x00", "A" * 64, "0" * 65, "吊" * 64])
def test_an_unknown_certificate_is_said_to_be_unknown(fingerprint):
    found = judged(keys.of_node().sign("正文"), fingerprint=fingerprint)
    assert (found.is_valid, found.sentence, found.signer) == (False, UNKNOWN_CERTIFICATE, "")


def test_a_signature_does_not_count_for_another_certificate():
    signed = keys.of_node().sign("正文")
    other = keys.of_unit(make_unit())
    assert not judged(signed, fingerprint=other.certificate.fingerprint).is_valid


@trials(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=[])), signature=st.text(), fingerprint=st.text())
def test_garbage_raises_nothing(text, signature, fingerprint):
    signed = keys.of_node().sign("正文")
    assert not judged(signed, text=text, signature=signature, fingerprint=fingerprint).is_valid
    assert not judged(signed, text=text, signature=signature).is_valid


def test_rotation_keeps_old_signatures_valid():
    unit = make_unit()
    signed = keys.of_unit(unit).sign("旧文")
    signed_at = now()
    actions.rotate(SYSTEM, keys.of_unit(unit).certificate)
    assert keys.of_unit(unit).certificate.fingerprint != signed.certificate
    assert judged(signed, signed_at=signed_at).sentence == ""


def test_revocation_keeps_old_signatures_valid_and_refuses_new_ones():
    key = keys.of_unit(make_unit())
    signed = key.sign("旧文")
    signed_at = now()
    actions.revoke(SYSTEM, key.certificate, "私钥遗失")
    before, after = judged(signed, signed_at=signed_at), judged(key.sign("新文"), signed_at=now())
    assert before.is_valid
    assert "签名时仍有效" in before.sentence
    assert not after.is_valid
    assert "签名在吊销之后" in after.sentence


def test_an_authority_that_gave_way_to_another_keeps_its_word():
    signed = keys.of_node().sign("旧文")
    signed_at = now()
    actions.rotate(SYSTEM, keys.authority().certificate)
    assert judged(signed, signed_at=signed_at).is_valid
    assert judged(keys.of_unit(make_unit()).sign("新文")).is_valid


def test_nothing_that_rests_on_a_distrusted_authority_is_valid():
    holder = make_holder(make_trusted())
    row = trust.take_certificate(holder.certificate.pem, "luzhou")
    signed = holder.sign("请协助调查")
    assert judged(signed).is_valid
    authority = Certificate.objects.get(fingerprint=row.issuer_fingerprint)
    actions.distrust_authority(SYSTEM, authority, "私钥泄露")
    assert judged(signed).sentence == NOBODY_TRUSTED


def test_a_certificate_is_taken_once_and_that_is_recorded():
    holder = make_holder(make_trusted())
    first = trust.take_certificate(holder.certificate.pem, "luzhou")
    assert trust.take_certificate(holder.certificate.pem, "luzhou") == first
    assert Entry.objects.filter(act="signatures.certificate_take").count() == 1
    assert not first.is_trusted


def test_our_own_certificate_that_comes_back_is_known(settings):
    row = keys.of_node().certificate
    assert trust.take_certificate(row.pem, settings.NODE_CODE) == row


def test_a_certificate_of_an_unknown_authority_is_refused():
    make_trusted()
    with pytest.raises(Refused, match="不是由该签发机构签发"):
        trust.take_certificate(make_holder(make_authority()).certificate.pem, "luzhou")
    with pytest.raises(Refused, match="不是由受信任的签发机构签发"):
        trust.take_certificate(make_holder(make_authority("anzhou")).certificate.pem, "anzhou")
    assert Certificate.objects.count() == 1


def test_a_certificate_of_another_node_than_it_came_from_is_refused():
    holder = make_holder(make_trusted())
    make_trusted("anzhou")
    with pytest.raises(Refused, match="写明的节点是 luzhou"):
        trust.take_certificate(holder.certificate.pem, "anzhou")
    trust.take_certificate(holder.certificate.pem, "luzhou")
    with pytest.raises(Refused, match="属于节点 luzhou"):
        trust.take_certificate(holder.certificate.pem, "anzhou")


def test_nobody_brings_a_certificate_of_our_own_node(settings):
    forged = make_holder(make_authority(settings.NODE_CODE))
    with pytest.raises(Refused, match="只能由本节点签发"):
        trust.take_certificate(forged.certificate.pem, settings.NODE_CODE)


def test_an_authority_does_not_come_in_by_itself():
    with pytest.raises(Refused, match="核对指纹"):
        trust.take_certificate(make_authority().certificate.pem, "luzhou")


def test_an_expired_certificate_is_not_taken():
    ended = make_holder(make_trusted(), not_after=shifted(now(), days=-1))
    with pytest.raises(Refused, match="证书只在"):
        trust.take_certificate(ended.certificate.pem, "luzhou")


@pytest.mark.parametrize("pem", ["", "garbage", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----"])
def test_what_is_no_certificate_is_refused(pem):
    with pytest.raises(Refused, match="不是可以识别的证书"):
        trust.take_certificate(pem, "luzhou")


def test_a_second_certificate_under_the_same_number_is_refused():
    """Whoever signs the same content again makes other bytes with the same serial number."""
    authority = make_trusted()
    holder = make_holder(authority)
    from asn1crypto import x509

    parsed = x509.Certificate.load(holder.certificate.der)
    content = parsed["tbs_certificate"]
    parsed["signature_value"] = authority.key.sign(content.dump())
    twin = trust.certificates.read(parsed.dump(force=True))
    assert (twin.serial, twin.fingerprint) != (holder.certificate.serial, holder.certificate.fingerprint)
    trust.take_certificate(holder.certificate.pem, "luzhou")
    with pytest.raises(Refused, match="同一序列号"):
        trust.take_certificate(twin.pem, "luzhou")


def test_a_certificate_that_was_revoked_before_it_came_is_taken_as_revoked():
    authority = make_trusted()
    holder = make_holder(authority)
    revoked_at = shifted(now(), days=-1)
    listed = make_list(authority, revoked=[(holder.certificate.serial, revoked_at, "换人")])
    actions.take_revocations("luzhou", listed)
    row = trust.take_certificate(holder.certificate.pem, "luzhou")
    assert (row.revoked_at, row.revocation_reason) == (revoked_at, "换人")
    assert not judged(holder.sign("新文")).is_valid
    assert judged(holder.sign("旧文"), signed_at=shifted(now(), days=-2)).is_valid


@pytest.mark.django_db(transaction=True)
def test_what_was_looked_up_a_moment_ago_costs_no_query(django_assert_num_queries):
    signed = keys.of_unit(make_unit()).sign("正文")
    at = now()
    assert judged(signed, signed_at=at).is_valid
    with django_assert_num_queries(0):
        assert judged(signed, signed_at=at).is_valid
    actions.revoke(SYSTEM, Certificate.objects.get(fingerprint=signed.certificate), "换人")
    assert "吊销" in judged(signed, signed_at=at).sentence
