from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.tests.makers import make_root
from yiwang.subsystems.approvals.certificates import actions, holders, rules
from yiwang.subsystems.approvals.certificates.models import Certificate, Kind, Series
from yiwang.subsystems.approvals.certificates.tests.makers import (
    BY,
    FIRM,
    PERSON,
    SAID,
    make_certificate,
    make_issuing,
    make_kind,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _root():
    make_root()


def test_a_certificate_has_the_next_number_of_its_kind(kind):
    first, second = make_certificate(), make_certificate()
    assert (first.number, second.number) == ("SP202600001", "SP202600002")
    assert (first.state, first.validity) == (rules.VALID, "2026年2月9日至2031年2月8日")
    assert Entry.objects.filter(act="certificates.certificate_issue").count() == 2


def test_a_decision_that_is_rolled_back_leaves_no_gap(kind):
    make_certificate()
    with transaction.atomic():
        assert make_certificate().number == "SP202600002"
        transaction.set_rollback(True)
    assert make_certificate().number == "SP202600002"


def test_every_year_begins_anew_where_the_rule_names_the_year(kind):
    make_certificate()
    later = {"issued_on": date(2027, 1, 4), "valid_from": date(2027, 1, 4)}
    assert make_certificate(**later).number == "SP202700001"
    assert Series.objects.count() == 2


def test_an_unknown_name_becomes_a_kind_with_the_usual_rules():
    certificate = make_certificate(kind="烟草专卖零售许可证")
    kind = Kind.objects.get(name="烟草专卖零售许可证")
    assert certificate.number == f"{kind.code}202600001"
    assert kind.renewal_days == 30


def test_an_old_number_is_kept_and_never_given_twice(kind):
    assert make_certificate(number=" sp2019-7 ").number == "SP2019-7"
    with pytest.raises(Refused, match="已经登记过"):
        make_certificate(number="SP2019-7")
    make_certificate(number="SP202600001")
    with pytest.raises(Refused, match="修改编号规则"):
        make_certificate()


def test_who_holds_it_is_sealed_masked_and_found_again(kind):
    certificate = make_certificate(holder=replace(PERSON, id_number="11010519491231002x"))
    assert certificate.id_masked == "110105********002X"
    assert "11010519491231002" not in str(vars(Certificate.objects.get()))
    assert holders.opened(certificate).id_number == "11010519491231002X"
    assert certificate.id_digest in holders.digests("identity", "11010519491231002X")
    assert holders.shown_name(certificate) == "欧阳*"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"holder": replace(FIRM, id_number="91350100M000100Y44")}, "校验码应为3"),
        ({"holder": replace(FIRM, name=" ")}, "持证人"),
        ({"valid_until": date(2026, 2, 8)}, "早于"),
        ({"content": " "}, "许可内容"),
        ({"kind": "x"}, "证照名称"),
    ],
)
def test_what_is_wrong_is_refused_and_uses_no_number(kind, changes, words):
    with pytest.raises(Refused, match=words):
        make_certificate(**changes)
    assert make_certificate().number == "SP202600001"


def test_a_change_says_what_was_before(kind):
    certificate = make_certificate()
    wanted = actions.Change(
        holder_name="云泽市喜乐食品有限公司", content="热食类、冷食类食品制售", address="新路1号"
    )
    changed = actions.change(BY, certificate.pk, wanted, actions.Said("持证人申请变更名称。"))
    assert (changed.state, changed.number) == (rules.CHANGED, certificate.number)
    changes = changed.events.first().changes
    assert changes["持证人"] == ["云泽市喜乐餐饮有限公司", "云泽市喜乐食品有限公司"]
    assert "新路" not in str(changes)
    assert holders.opened(changed).address == "新路1号"


def test_a_change_of_nothing_or_without_reason_is_refused(kind):
    certificate = make_certificate()
    with pytest.raises(Refused, match="没有变更"):
        actions.change(BY, certificate.pk, actions.Change(content="热食类食品制售"), SAID)
    with pytest.raises(Refused, match="理由"):
        actions.change(BY, certificate.pk, actions.Change(content="别的"), actions.Said())


def test_a_suspended_certificate_is_restored_to_what_it_was(kind, on):
    on(2026, 5, 6)
    certificate = make_certificate()
    actions.change(BY, certificate.pk, actions.Change(content="冷食"), SAID)
    suspended = actions.suspend(BY, certificate.pk, SAID, date(2026, 6, 6))
    assert (suspended.state, suspended.suspended_until) == (rules.SUSPENDED, date(2026, 6, 6))
    with pytest.raises(Refused, match="暂扣"):
        actions.change(BY, certificate.pk, actions.Change(content="热食"), SAID)
    restored = actions.restore(BY, certificate.pk, SAID)
    assert (restored.state, restored.suspended_until) == (rules.CHANGED, None)


def test_a_certificate_that_ended_while_suspended_is_restored_as_expired(kind, on):
    on(2026, 5, 6)
    certificate = make_certificate(valid_until=date(2026, 5, 31))
    actions.suspend(BY, certificate.pk, SAID)
    on(2026, 6, 1)
    assert actions.restore(BY, certificate.pk, SAID).state == rules.EXPIRED


def test_a_certificate_ends_on_a_ground_of_the_law(kind):
    annulled, cancelled, revoked = make_certificate(), make_certificate(), make_certificate()
    assert actions.annul(BY, annulled.pk, replace(SAID, ground="69.2")).state == rules.ANNULLED
    assert actions.cancel(BY, cancelled.pk, replace(SAID, ground="70.3")).state == rules.CANCELLED
    assert actions.revoke(BY, revoked.pk, SAID).state == rules.REVOKED
    assert actions.cancel(BY, revoked.pk, replace(SAID, ground="70.4")).state == rules.CANCELLED
    with pytest.raises(Refused, match="注销"):
        actions.restore(BY, revoked.pk, SAID)
    with pytest.raises(Refused, match="第69条"):
        actions.annul(BY, make_certificate().pk, SAID)
    with pytest.raises(Refused, match="决定书文号"):
        actions.revoke(BY, make_certificate().pk, replace(SAID, decision_number=" "))


def test_a_yearly_check_is_made_once_a_year(on):
    on(2027, 3, 1)
    make_kind(has_checks=True)
    certificate = make_certificate()
    checked = actions.annual_check(BY, certificate.pk, 2026, "passed", actions.Said())
    assert checked.checked_for == 2026
    for year, result, words in (
        (2026, "passed", "已经年检"),
        (2028, "passed", "年度应在"),
        (2027, "x", "结果"),
    ):
        with pytest.raises(Refused, match=words):
            actions.annual_check(BY, certificate.pk, year, result, actions.Said())
    make_kind(has_checks=False)
    with pytest.raises(Refused, match="不需要年检"):
        actions.annual_check(BY, certificate.pk, 2027, "passed", actions.Said())


def test_the_history_tells_everything_in_order(kind, on):
    on(2026, 5, 6)
    certificate = make_certificate()
    actions.suspend(BY, certificate.pk, SAID)
    actions.restore(BY, certificate.pk, SAID)
    actions.cancel(BY, certificate.pk, replace(SAID, ground="70.3"))
    told = [(event.number, event.deed, event.state_after) for event in certificate.events.all()]
    assert told == [
        (4, "cancel", "cancelled"),
        (3, "restore", "valid"),
        (2, "suspend", "suspended"),
        (1, "issue", "valid"),
    ]


def test_what_does_not_exist_is_refused():
    with pytest.raises(Refused, match="没有这本证照"):
        actions.suspend(BY, 0, SAID)


def test_who_looks_at_the_holder_stands_in_the_record(kind):
    certificate = make_certificate()
    assert actions.read_holder(BY, certificate.pk, "查看").phone == "13812345678"
    entry = Entry.objects.get(act="certificates.holder_read")
    assert "喜乐" not in entry.subject


def test_the_same_case_may_give_several_certificates(kind):
    issuing = make_issuing()
    assert len({actions.issue(BY, issuing).reference for _ in range(3)}) == 3
