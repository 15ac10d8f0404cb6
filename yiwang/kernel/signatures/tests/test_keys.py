import base64

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import make_root, make_unit
from yiwang.kernel.signatures import certificates, keys, trust
from yiwang.kernel.signatures.models import Certificate, SigningKey
from yiwang.kernel.signatures.tests.makers import age

pytestmark = pytest.mark.django_db


def test_a_unit_gets_its_key_on_first_use_and_keeps_it():
    unit = make_unit(name="云泽市数据局", code="YZ007")
    first, second = keys.of_unit(unit), keys.of_unit(unit)
    assert first.id == second.id
    assert first.certificate.unit_code == "YZ007"
    assert first.certificate.name == "云泽市数据局"
    assert first.certificate.facts.subject.city == make_root().name
    assert first.certificate.issuer_fingerprint == keys.authority().certificate.fingerprint


def test_every_first_key_is_in_the_record():
    keys.of_unit(make_unit())
    assert [entry.act for entry in Entry.objects.order_by("number")] == ["signatures.key_issue"] * 2
    assert Entry.objects.first().detail["owner"] == "单位"


def test_the_node_and_its_authority_have_keys_of_their_own(settings):
    node, authority = keys.of_node(), keys.authority()
    assert node.certificate.node_code == authority.certificate.node_code == settings.NODE_CODE
    assert (node.certificate.is_authority, authority.certificate.is_authority) == (False, True)
    assert authority.certificate.is_trusted


def test_what_a_unit_signs_is_proved_by_its_certificate():
    key = keys.of_unit(make_unit(code="YZ009"))
    signed = key.sign("关于召开会议的通知")
    assert signed.certificate == key.certificate.fingerprint
    verdict = trust.verified(signed.text, signed.signature, signed.certificate, signed_at=now())
    assert (verdict.is_valid, verdict.sentence, verdict.unit_code) == (True, "", "YZ009")


@pytest.mark.parametrize("algorithm", ["sm2", "ecdsa", "rsa"])
def test_the_setting_decides_the_algorithm_of_new_keys(settings, algorithm):
    settings.SIGNATURE_ALGORITHM = algorithm
    key = keys.of_node()
    assert key.private.algorithm == key.certificate.algorithm == algorithm
    signed = key.sign("正文")
    assert trust.verified("正文", signed.signature, signed.certificate, signed_at=now()).is_valid


def test_units_keys_go_on_under_an_authority_of_another_algorithm(settings):
    keys.authority()
    settings.SIGNATURE_ALGORITHM = "ecdsa"
    key = keys.of_unit(make_unit())
    signed = key.sign("正文")
    assert key.certificate.algorithm == "ecdsa"
    assert trust.verified("正文", signed.signature, signed.certificate, signed_at=now()).is_valid


def test_a_certificate_never_outlives_its_authority(settings):
    settings.CERTIFICATE_DAYS = 9000
    assert keys.of_node().certificate.not_after == keys.authority().certificate.not_after


def test_the_private_key_does_not_lie_in_the_clear():
    key = keys.of_node()
    kept = SigningKey.objects.get(pk=key.id).sealed
    assert kept
    assert base64.b64encode(key.private.der).decode() not in kept
    assert key.private.der not in base64.b64decode(kept)


def test_a_lost_system_key_is_told_in_words(settings):
    keys.of_node()
    keys.forget()
    settings.SECRET_KEY = "another system key " * 4
    from yiwang.kernel.signatures import keystore

    keystore.opened.cache_clear()
    with pytest.raises(Refused, match="reseal-keys"):
        keys.of_node()


def test_a_closed_unit_gets_no_key():
    unit = make_unit(closed_on=now().date())
    with pytest.raises(Refused, match="已撤销"):
        keys.of_unit(unit)
    assert not SigningKey.objects.filter(owner="unit").exists()


def test_a_unit_whose_certificate_has_ended_signs_with_a_new_key():
    unit = make_unit()
    old = keys.of_unit(unit)
    age(old.certificate, ended_days_ago=1)
    new = keys.of_unit(unit)
    assert new.id != old.id
    assert new.certificate.not_after > now()
    former = SigningKey.objects.get(pk=old.id)
    assert (former.state, former.sealed) == ("retired", "")
    assert Entry.objects.filter(act="signatures.key_rotate").count() == 1


@pytest.mark.parametrize("ask", [keys.of_node, keys.authority])
def test_an_expired_key_of_the_node_signs_nothing_until_people_renew_it(ask):
    age(ask().certificate, ended_days_ago=1)
    with pytest.raises(Refused, match="已过期"):
        ask()


def test_an_expired_authority_issues_nothing():
    age(keys.authority().certificate, ended_days_ago=1)
    with pytest.raises(Refused, match="签发机构的证书已过期"):
        keys.of_unit(make_unit())


def test_nothing_is_remembered_of_what_is_not_committed(django_assert_num_queries):
    """Tests of this sort run inside a transaction that is undone."""
    unit = make_unit()
    keys.of_unit(unit)
    with django_assert_num_queries(1):
        keys.of_unit(unit)


@pytest.mark.django_db(transaction=True)
def test_a_key_in_the_process_cache_costs_no_query(django_assert_num_queries):
    unit = make_unit()
    keys.of_unit(unit)
    keys.of_unit(unit)
    with django_assert_num_queries(0):
        keys.of_unit(unit).sign("正文")


def test_moments_of_a_certificate_frame_this_moment(settings):
    certificate = keys.of_unit(make_unit()).certificate
    assert certificate.not_before <= now()
    assert shifted(now(), days=settings.CERTIFICATE_DAYS - 1) < certificate.not_after
    assert Certificate.objects.own().count() == 2


def test_words_that_were_dated_just_before_the_first_key_was_issued_are_proved_by_it():
    written_at = shifted(now(), seconds=-2)
    signed = keys.of_unit(make_unit()).sign("关于召开会议的通知")
    assert trust.verified(signed.text, signed.signature, signed.certificate, signed_at=written_at).is_valid


def test_a_new_certificate_is_in_force_where_a_clock_is_hours_behind():
    certificate, authority = keys.of_unit(make_unit()).certificate, keys.authority().certificate
    there = shifted(now(), hours=-20)
    assert certificates.check(certificate.facts, authority.facts, there) == ""
    assert certificates.check(certificate.facts, authority.facts, shifted(now(), days=-2))
