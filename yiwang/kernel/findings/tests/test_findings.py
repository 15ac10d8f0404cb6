"""Is a fact one finding for ever, whose is it to see, and does it end once, with a reason?"""

import pytest
from django.db import IntegrityError, transaction

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.errors import Refused
from yiwang.kernel.findings import followers
from yiwang.kernel.findings.actions import close, dismiss, find, overturn
from yiwang.kernel.findings.models import Finding
from yiwang.kernel.findings.tests.makers import OVERSEER, found, make_finding
from yiwang.kernel.organizations.actions.oversight import end_oversight, let_oversee
from yiwang.kernel.organizations.tests.makers import make_post, make_root, make_unit

pytestmark = pytest.mark.django_db


def test_a_fact_is_found_once(django_assert_num_queries):
    first = found(fact="late:1")
    again, other = found(fact="late:1"), found(fact="late:2")
    assert len(find(SYSTEM, [first, again])) == 1
    assert [finding.fact for finding in find(SYSTEM, [again, other])] == ["late:2"]
    with django_assert_num_queries(3):
        assert find(SYSTEM, [first, other]) == []


def test_a_dismissed_fact_is_not_found_again():
    dismiss(SYSTEM, make_finding(fact="late:1").pk, "当日系统停机检修")
    assert find(SYSTEM, [found(fact="late:1")]) == []


def test_the_evidence_and_the_name_stay_as_they_were():
    finding = make_finding()
    name = finding.unit.name
    finding.unit.name = "新名称局"
    finding.unit.save()
    finding.refresh_from_db()
    assert (finding.unit_name, finding.evidence[0]) == (name, ["应办结", "2026年3月5日"])


def test_what_follows_runs_in_the_same_transaction(monkeypatch):
    monkeypatch.setattr(followers, "_followers", [])

    def fails(findings):
        raise IntegrityError("killed here")

    followers.register(fails)
    with pytest.raises(IntegrityError), transaction.atomic():
        find(SYSTEM, [found()])
    assert not Finding.objects.exists()


@pytest.mark.parametrize("call", [close, dismiss])
def test_it_ends_once_with_a_reason(call):
    finding = make_finding()
    with pytest.raises(Refused, match="写明理由"):
        call(SYSTEM, finding.pk, " ")
    call(SYSTEM, finding.pk, "已整改到位")
    with pytest.raises(Refused, match="不能再处理"):
        call(SYSTEM, finding.pk, "再来一次")
    assert Entry.objects.filter(act__startswith="findings.finding_", subject_id=str(finding.pk)).count() == 2


def test_what_was_closed_is_overturned_once_and_no_longer_counts():
    finding = make_finding()
    with pytest.raises(Refused, match="不能再处理"):
        overturn(SYSTEM, finding.pk, "申诉成立")
    close(SYSTEM, finding.pk, "已整改到位")
    overturn(SYSTEM, finding.pk, "申诉成立")
    assert not Finding.objects.counted().exists()
    with pytest.raises(Refused, match="不能再处理"):
        overturn(SYSTEM, finding.pk, "再来一次")


def test_a_unit_sees_its_own_without_trials_and_a_supervisor_those_it_watches():
    unit, other, watcher = make_unit(), make_unit(), make_unit()
    own, trial = make_finding(unit), make_finding(unit, is_trial=True)
    foreign = make_finding(other)
    let_oversee(SYSTEM, watcher, unit, "市政府关于电子监察的通知")
    official = make_post(unit=unit)
    supervisor = make_post(unit=watcher, roles=[OVERSEER])
    bystander = make_post(unit=watcher)
    assert set(Finding.objects.visible_to(official)) == {own}
    assert set(Finding.objects.visible_to(supervisor)) == {own, trial}
    assert not Finding.objects.visible_to(bystander).exists()
    assert set(Finding.objects.visible_to(make_post(unit=make_root()))) == {own, trial, foreign}
    assert not Finding.objects.visible_to(None).exists()


def test_oversight_ends_and_is_given_once_with_its_ground():
    unit, watcher = make_unit(), make_unit()
    with pytest.raises(Refused, match="依据"):
        let_oversee(SYSTEM, watcher, unit, "")
    with pytest.raises(Refused, match="自己"):
        let_oversee(SYSTEM, watcher, watcher, "市政府通知")
    oversight = let_oversee(SYSTEM, watcher, unit, "市政府通知")
    with pytest.raises(Refused, match="已经监督"):
        let_oversee(SYSTEM, watcher, unit, "市政府通知")
    make_finding(unit)
    supervisor = make_post(unit=watcher, roles=[OVERSEER])
    assert Finding.objects.visible_to(supervisor).exists()
    end_oversight(SYSTEM, oversight.pk)
    assert not Finding.objects.visible_to(supervisor).exists()
