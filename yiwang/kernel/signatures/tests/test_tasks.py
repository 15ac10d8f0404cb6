import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.deadlines.moments import now, shifted
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.models import Unit
from yiwang.kernel.organizations.tests.makers import make_person, make_post, make_unit
from yiwang.kernel.signatures import actions, keys, tasks, telling, trust
from yiwang.kernel.signatures.models import Certificate, SigningKey
from yiwang.kernel.signatures.rules import MANAGER
from yiwang.kernel.signatures.tests.makers import age, make_holder, make_trusted

pytestmark = pytest.mark.django_db


class Told:
    """The notices that people have, by person and key."""

    def values(self):
        return list(Notice.objects.values_list("subject", "body", "link"))

    def people(self):
        return list(Notice.objects.values_list("person", flat=True))

    def __len__(self):
        return Notice.objects.count()


@pytest.fixture
def told():
    return Told()


def subjects(told):
    return [subject for subject, _, _ in told.values()]


@pytest.fixture
def manager():
    return make_post(roles=[MANAGER]).person


def test_nobody_is_told_while_the_end_is_far(told, manager):
    keys.of_node()
    assert tasks.tell_of_ends() == 0
    assert not told


@pytest.mark.parametrize(
    ("days", "words"), [(59, "60 天内到期"), (29, "30 天内到期"), (6, "7 天内到期"), (-1, "证书已过期")]
)
def test_the_key_managers_are_told_before_the_nodes_certificate_ends(told, manager, days, words):
    row = keys.of_node().certificate
    age(row, ends_in_days=days)
    assert tasks.tell_of_ends() == 1
    [(subject, body, link)] = told.values()
    assert words in subject
    assert "办理更换" in body
    assert link == row.address
    assert told.people() == [manager.pk]


def test_each_threshold_is_told_once(told, manager):
    row = keys.of_node().certificate
    for days in (50, 40, 29, 20, 7, 1, -1, -30):
        age(row, ends_in_days=days)
        tasks.tell_of_ends()
    assert len(told) == 4


def test_the_authoritys_and_a_peers_authoritys_end_are_told(told, manager):
    own = keys.authority().certificate
    peer = Certificate.objects.get(fingerprint=make_trusted().certificate.fingerprint)
    age(own, ends_in_days=20)
    age(peer, ends_in_days=20)
    assert tasks.tell_of_ends() == 2
    assert any("节点 luzhou" in subject for subject in subjects(told))


def test_what_is_out_of_use_is_not_told_of(told, manager):
    authority = make_trusted()
    taken = trust.take_certificate(make_holder(authority).certificate.pem, "luzhou")
    peer = Certificate.objects.get(fingerprint=authority.certificate.fingerprint)
    actions.distrust_authority(SYSTEM, peer, "不再联网")
    old = keys.of_node().certificate
    actions.rotate(SYSTEM, old)
    for row in (taken, peer, old):
        age(row, ends_in_days=20)
    assert tasks.tell_of_ends() == 0
    assert not told


def test_of_units_certificates_one_notice_a_month_is_enough(told, manager):
    for _ in range(3):
        age(keys.of_unit(make_unit()).certificate, ends_in_days=45)
    assert tasks.tell_of_ends() == 0
    tasks.tell_of_ends()
    [(subject, body, link)] = told.values()
    assert "有单位证书到期" in subject
    assert "共 3 份" in body
    assert link == "/office/signatures/?state=ending"


def test_only_those_who_manage_keys_today_are_told(told):
    make_post()
    make_post(roles=[MANAGER], ends_on=shifted(now().date(), days=-1))
    two_posts = make_person()
    make_post(roles=[MANAGER], person=two_posts)
    make_post(roles=[MANAGER], person=two_posts)
    assert telling.managers() == [two_posts]


def test_a_units_certificate_near_its_end_is_renewed_by_itself():
    near, far = make_unit(), make_unit()
    age(keys.of_unit(near).certificate, ends_in_days=29)
    old, kept = keys.of_unit(near).id, keys.of_unit(far).id
    assert tasks.renew_unit_keys() == 1
    assert keys.of_unit(near).id != old
    assert keys.of_unit(far).id == kept
    assert Entry.objects.filter(act="signatures.key_rotate").get().detail["reason"] == tasks.NEAR_END
    assert tasks.renew_unit_keys() == 0


def test_a_renamed_units_certificate_is_renewed_with_the_new_name():
    unit = make_unit(name="云泽市信息中心")
    keys.of_unit(unit)
    Unit.objects.filter(pk=unit.pk).update(name="云泽市数据局")
    assert tasks.renew_unit_keys() == 1
    assert keys.of_unit(unit).certificate.name == "云泽市数据局"
    assert tasks.renew_unit_keys() == 0


def test_a_name_longer_than_a_certificate_holds_is_not_renewed_for_ever():
    unit = make_unit(name="长" * 100)
    keys.of_unit(unit)
    assert tasks.renew_unit_keys() == 0


def test_a_closed_units_certificate_runs_out():
    unit = make_unit()
    age(keys.of_unit(unit).certificate, ends_in_days=5)
    Unit.objects.filter(pk=unit.pk).update(closed_on=now().date())
    assert tasks.renew_unit_keys() == 0


def test_a_certificate_that_lasts_as_long_as_its_authority_is_not_renewed_again_and_again():
    unit = make_unit()
    authority = keys.authority().certificate
    age(authority, ends_in_days=20)
    assert keys.of_unit(unit).certificate.not_after == keys.authority().certificate.not_after
    assert tasks.renew_unit_keys() == 0


def test_certificates_of_a_few_weeks_are_not_renewed_every_hour(settings):
    settings.CERTIFICATE_DAYS = 21
    keys.of_unit(make_unit())
    assert tasks.renew_unit_keys() == 0


def test_without_any_key_nothing_is_made():
    assert tasks.renew_unit_keys() == 0
    assert not SigningKey.objects.exists()
