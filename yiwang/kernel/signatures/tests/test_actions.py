import json

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations import sealing
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.kernel.signatures import actions, keys, keystore, trust
from yiwang.kernel.signatures.models import Certificate, RevocationList, SigningKey
from yiwang.kernel.signatures.tests.makers import make_authority, make_holder, make_list, make_trusted

pytestmark = pytest.mark.django_db


def acts():
    return list(Entry.objects.order_by("number").values_list("act", flat=True))


def test_an_authority_is_trusted_once_and_that_is_recorded():
    pem = make_authority().certificate.pem
    row = actions.trust_authority(SYSTEM, pem, "luzhou")
    assert actions.trust_authority(SYSTEM, pem, "luzhou") == row
    assert (row.is_trusted, row.is_authority, row.node_code) == (True, True, "luzhou")
    assert acts() == ["signatures.authority_trust"]


def test_only_an_authority_can_be_trusted():
    with pytest.raises(Refused, match="不是签发机构的证书"):
        actions.trust_authority(SYSTEM, make_holder().certificate.pem, "luzhou")


@pytest.mark.parametrize(
    ("node_code", "sentence"), [("anzhou", "不是 anzhou"), ("", "不是"), ("yunze", "本节点")]
)
def test_an_authority_is_trusted_for_its_own_node_only(settings, node_code, sentence):
    settings.NODE_CODE = "yunze"
    with pytest.raises(Refused, match=sentence):
        actions.trust_authority(SYSTEM, make_authority().certificate.pem, node_code)


def test_an_expired_authority_cannot_be_trusted():
    ended = make_authority(not_after=shifted(now(), days=-1))
    with pytest.raises(Refused, match="不可用"):
        actions.trust_authority(SYSTEM, ended.certificate.pem, "luzhou")


def test_trust_is_taken_back_with_a_reason_and_may_be_given_again():
    pem = make_authority().certificate.pem
    row = actions.trust_authority(SYSTEM, pem, "luzhou")
    with pytest.raises(Refused, match="原因"):
        actions.distrust_authority(SYSTEM, row, "  ")
    row = actions.distrust_authority(SYSTEM, row, "私钥泄露")
    assert (row.is_trusted, row.distrust_reason) == (False, "私钥泄露")
    with pytest.raises(Refused, match="没有被信任"):
        actions.distrust_authority(SYSTEM, row, "私钥泄露")
    row = actions.trust_authority(SYSTEM, pem, "luzhou")
    assert (row.is_trusted, row.distrust_reason) == (True, "")


def test_our_own_authority_is_distrusted_only_after_another_took_its_place():
    old = keys.authority().certificate
    with pytest.raises(Refused, match="正在使用"):
        actions.distrust_authority(SYSTEM, old, "私钥泄露")
    new = actions.rotate(SYSTEM, old)
    assert new.is_trusted
    assert not actions.distrust_authority(SYSTEM, old, "私钥泄露").is_trusted
    assert keys.authority().certificate == new


@pytest.mark.parametrize("ask", [keys.of_node, keys.authority, lambda: keys.of_unit(make_unit())])
def test_a_rotated_key_signs_no_more_and_is_forgotten(ask):
    old = ask()
    new = actions.rotate(SYSTEM, old.certificate)
    former = SigningKey.objects.get(pk=old.id)
    assert (former.state, former.sealed) == ("retired", "")
    assert former.ended_at
    assert SigningKey.objects.get(certificate=new).state == "active"
    assert acts()[-1] == "signatures.key_rotate"


def test_a_key_is_rotated_once():
    old = keys.of_node().certificate
    actions.rotate(SYSTEM, old)
    with pytest.raises(Refused, match="已不在使用"):
        actions.rotate(SYSTEM, old)


def test_certificates_of_other_nodes_are_neither_rotated_nor_revoked_here():
    row = trust.take_certificate(make_holder(make_trusted()).certificate.pem, "luzhou")
    with pytest.raises(Refused, match="只能由该节点更换"):
        actions.rotate(SYSTEM, row)
    with pytest.raises(Refused, match="只能由该节点吊销"):
        actions.revoke(SYSTEM, row, "换人")


def test_a_revoked_owner_gets_another_key_on_the_next_signature():
    unit = make_unit()
    old = keys.of_unit(unit)
    row = actions.revoke(SYSTEM, old.certificate, "私钥遗失")
    assert row.revoked_at
    assert SigningKey.objects.get(pk=old.id).state == "revoked"
    new = keys.of_unit(unit)
    assert new.id != old.id
    signed = new.sign("正文")
    assert trust.verified("正文", signed.signature, signed.certificate, signed_at=now()).is_valid


def test_a_retired_keys_certificate_can_still_be_revoked():
    old = keys.of_node()
    actions.rotate(SYSTEM, old.certificate)
    actions.revoke(SYSTEM, old.certificate, "备份失窃")
    assert SigningKey.objects.get(pk=old.id).state == "revoked"


def test_a_certificate_is_revoked_once_with_a_reason():
    row = keys.of_node().certificate
    with pytest.raises(Refused, match="原因"):
        actions.revoke(SYSTEM, row, "")
    actions.revoke(SYSTEM, row, "私钥遗失")
    with pytest.raises(Refused, match="已经吊销"):
        actions.revoke(SYSTEM, row, "私钥遗失")


def test_an_authority_is_not_revoked():
    with pytest.raises(Refused, match="签发机构的证书不能吊销"):
        actions.revoke(SYSTEM, keys.authority().certificate, "私钥遗失")


def test_our_list_names_every_revoked_certificate_and_is_signed_by_the_authority(settings):
    row = actions.revoke(SYSTEM, keys.of_node().certificate, "私钥遗失")
    signed = actions.own_revocations()
    listed = json.loads(signed.text)
    assert (listed["format"], listed["node"]) == ("yiwang-revocations/1", settings.NODE_CODE)
    assert [(one["serial"], one["reason"]) for one in listed["revoked"]] == [(row.serial, "私钥遗失")]
    assert signed.certificate == keys.authority().certificate.fingerprint
    assert trust.verified(*vars(signed).values(), signed_at=now()).is_valid


def test_our_list_is_the_same_until_something_changes():
    key = keys.of_node()
    first = actions.own_revocations()
    assert actions.own_revocations() == first
    assert json.loads(first.text)["revoked"] == []
    actions.revoke(SYSTEM, key.certificate, "私钥遗失")
    assert number(actions.own_revocations()) > number(first)


def test_a_new_authority_signs_the_list_anew():
    first = actions.own_revocations()
    actions.rotate(SYSTEM, keys.authority().certificate)
    again = actions.own_revocations()
    assert again.certificate == keys.authority().certificate.fingerprint != first.certificate
    assert number(again) > number(first)


def test_a_list_made_after_an_old_backup_was_put_back_is_still_newer():
    """Numbers follow the clock, and never fall behind the last one when the clock is set back."""
    assert number(actions.own_revocations()) >= int(now().timestamp()) - 5
    RevocationList.objects.update(number=2**40, certificate_fingerprint="")
    assert number(actions.own_revocations()) == 2**40 + 1


def number(signed):
    return json.loads(signed.text)["number"]


def test_another_nodes_list_is_applied():
    authority = make_trusted()
    holder, other = make_holder(authority), make_holder(authority, unit_code="LZ002")
    for one in (holder, other):
        trust.take_certificate(one.certificate.pem, "luzhou")
    at = shifted(now(), days=-1)
    assert actions.take_revocations(
        "luzhou", make_list(authority, revoked=[(holder.certificate.serial, at, "换人")])
    )
    revoked = Certificate.objects.get(fingerprint=holder.certificate.fingerprint)
    assert (revoked.revoked_at, revoked.revocation_reason) == (at, "换人")
    assert Certificate.objects.get(fingerprint=other.certificate.fingerprint).revoked_at is None
    assert acts()[-1] == "signatures.revocations_take"


def test_an_older_list_never_replaces_a_newer_one():
    authority = make_trusted()
    holder = make_holder(authority)
    trust.take_certificate(holder.certificate.pem, "luzhou")
    assert actions.take_revocations("luzhou", make_list(authority, number=5))
    recorded = len(acts())
    late = make_list(authority, number=4, revoked=[(holder.certificate.serial, now(), "换人")])
    assert not actions.take_revocations("luzhou", late)
    assert not actions.take_revocations("luzhou", make_list(authority, number=5))
    assert Certificate.objects.get(fingerprint=holder.certificate.fingerprint).revoked_at is None
    assert len(acts()) == recorded


def test_what_was_revoked_stays_revoked_though_a_newer_list_leaves_it_out():
    authority = make_trusted()
    holder = make_holder(authority)
    row = trust.take_certificate(holder.certificate.pem, "luzhou")
    actions.take_revocations("luzhou", make_list(authority, 1, revoked=[(row.serial, now(), "换人")]))
    actions.take_revocations("luzhou", make_list(authority, 2))
    assert Certificate.objects.get(pk=row.pk).revoked_at


def test_a_list_touches_only_its_own_nodes_certificates():
    authority, others = make_trusted(), make_trusted("anzhou")
    row = trust.take_certificate(make_holder(others).certificate.pem, "anzhou")
    actions.take_revocations("luzhou", make_list(authority, revoked=[(row.serial, now(), "换人")]))
    assert Certificate.objects.get(pk=row.pk).revoked_at is None


def refused_lists():
    authority = make_trusted()
    unit = make_holder(authority)
    trust.take_certificate(unit.certificate.pem, "luzhou")
    good = make_list(authority)
    return {
        "签名无效": type(good)(
            good.text.replace('"number":1', '"number":9'), good.signature, good.certificate
        ),
        "不是由该节点受信任的签发机构签名": make_list(authority, by=unit),
        "属于节点 anzhou": make_list(authority, node="anzhou"),
        "不是可以识别的吊销名单": authority.sign("{}"),
    }


@pytest.mark.parametrize(
    "sentence",
    ["签名无效", "不是由该节点受信任的签发机构签名", "属于节点 anzhou", "不是可以识别的吊销名单"],
)
def test_a_list_that_cannot_be_believed_is_refused(sentence):
    with pytest.raises(Refused, match=sentence):
        actions.take_revocations("luzhou", refused_lists()[sentence])
    assert not RevocationList.objects.exists()


def test_nobody_sends_us_our_own_list(settings):
    with pytest.raises(Refused, match="不能作为"):
        actions.take_revocations(settings.NODE_CODE, actions.own_revocations())


def test_keys_are_sealed_anew_under_a_new_system_key(settings):
    unit = make_unit()
    before = keys.of_unit(unit)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another system key " * 4
    assert actions.reseal(SYSTEM) == 2
    settings.SECRET_KEY_FALLBACKS = []
    keystore.opened.cache_clear()
    after = keys.of_unit(unit)
    assert (after.id, after.private.der) == (before.id, before.private.der)
    assert acts()[-1] == "signatures.keys_reseal"


def test_a_key_that_stays_shut_stops_the_resealing(settings):
    keys.of_node()
    kept = list(SigningKey.objects.values_list("sealed", flat=True))
    settings.SECRET_KEY = "another system key " * 4
    with pytest.raises(Refused, match="YIWANG_FORMER_SECRET_KEYS"):
        actions.reseal(SYSTEM)
    assert list(SigningKey.objects.values_list("sealed", flat=True)) == kept


def test_signing_keys_are_sealed_for_their_own_purpose():
    from cryptography.exceptions import InvalidTag

    keys.of_node()
    kept = SigningKey.objects.get(owner="node").sealed
    assert sealing.opened(kept, keystore.PURPOSE)
    with pytest.raises(InvalidTag):
        sealing.opened(kept)
