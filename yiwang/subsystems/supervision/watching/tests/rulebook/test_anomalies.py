"""Are charges, haste, back-dating, withdrawals and missing papers found? (standards/approvals.md §8)"""

from dataclasses import replace

import pytest

from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import history, kinds, terms
from yiwang.kernel.cases.actions import Handover
from yiwang.kernel.cases.models import Attachment
from yiwang.kernel.cases.tests.makers import KIND, at, by, make_case
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.deadlines.rules import Limit, Unit
from yiwang.kernel.deadlines.tests.makers import city, workdays
from yiwang.kernel.files.tests.makers import make_stored
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.subsystems.supervision.watching.tests.makers import evidence, found_by

pytestmark = pytest.mark.django_db


def accepted(office, on="2026-03-02 10:00", **changes):
    with at(on):
        case = make_case(office, **changes)
        return cases.accept(by(office.clerk), case.pk)


@pytest.mark.parametrize(("outcome", "number"), [("listed", 0), ("unlisted", 1), ("", 1)])
def test_a_charge_outside_the_catalogue(office, outcome, number):
    case = accepted(office)
    line = history.Line("charge", "收取加急费200元", "口头收取", outcome=outcome, outcome_label="收费目录外")
    with at("2026-03-03 10:00"):
        history.enter(by(office.clerk), case, line)
        findings = found_by("charged_unlisted")
    assert [finding.colour for finding in findings] == ["red"] * number


@pytest.mark.parametrize(
    ("on", "promised", "number"),
    [
        ("2026-03-02 10:04", workdays(5), 1),
        ("2026-03-02 10:05", workdays(5), 0),
        ("2026-03-02 10:04", workdays(0), 0),
        ("2026-03-02 10:04", Limit(2, Unit.HOURS), 0),
    ],
)
def test_decided_within_minutes_of_acceptance(office, on, promised, number):
    case = accepted(office, terms=terms.licence(promised))
    with at(on):
        cases.decide_case(by(office.decider), case.pk, "granted")
        assert len(found_by("closed_at_once")) == number


@pytest.mark.parametrize(("received", "number"), [("2026-02-27 10:00", 0), ("2026-02-26 10:00", 1)])
def test_received_days_before_it_was_entered(office, received, number):
    with at("2026-03-02 09:00"):
        make_case(office, received_at=city(received))
        findings = found_by("dated_back")
    assert [evidence(each)["登记的收件时间"] for each in findings] == [received] * number
    assert all(finding.is_trial for finding in findings)


@pytest.mark.parametrize(("handed_over", "number"), [("2026-03-09 09:00", 0), ("2026-03-04 09:00", 1)])
def test_handed_over_days_before_it_was_entered(office, handed_over, number):
    case = accepted(office)
    with at("2026-03-03 10:00"):
        cases.decide_case(by(office.decider), case.pk, "granted")
    with at("2026-03-10 10:00"):
        cases.deliver_case(by(office.clerk), case.pk, Handover("counter", at=city(handed_over)))
        assert len(found_by("dated_back")) == number


@pytest.mark.parametrize(
    ("on", "near", "others", "number"),
    [
        ("2026-03-30 10:00", 3, 0, 1),
        ("2026-03-30 10:00", 2, 0, 0),
        ("2026-03-27 10:00", 3, 0, 0),
        ("2026-03-30 10:00", 3, 28, 0),
    ],
)
def test_many_withdrawn_just_before_they_are_late(office, on, near, others, number):
    held = [accepted(office) for _ in range(near + others)]
    with at("2026-03-10 10:00"):
        for case in held[near:]:
            cases.withdraw(by(office.clerk), case.pk)
    with at(on):
        for case in held[:near]:
            cases.withdraw(by(office.clerk), case.pk)
        assert len(found_by("withdrawn_in_mass")) == number


@pytest.mark.parametrize(("has_paper", "number"), [(True, 0), (False, 1)])
def test_a_decision_without_any_paper_found_half_an_hour_later(office, has_paper, number):
    case = accepted(office)
    with at("2026-03-04 10:00"):
        cases.decide_case(by(office.decider), case.pk, "granted")
        cases.deliver_case(by(office.clerk), case.pk, Handover("counter"))
    with at("2026-03-04 10:20"):
        assert not found_by("no_document")
        if has_paper:
            stored = make_stored()
            Attachment.objects.create(
                case=case, stored=stored, label="决定书", added_at=now(), added_by="系统"
            )
    with at("2026-03-04 10:31"):
        assert len(found_by("no_document")) == number


def test_a_complaint_or_letter_is_answered_without_a_decision_paper(office, monkeypatch):
    """行政许可法 art. 38 is about decisions on applications."""
    kind = replace(KIND, code="supervision.tests", prefix="TSX")
    monkeypatch.setitem(kinds._registered, kind.code, kind)
    case = accepted(office, kind=kind.code)
    with at("2026-03-04 10:00"):
        cases.decide_case(by(office.decider), case.pk, "granted")
        cases.deliver_case(by(office.clerk), case.pk, Handover("online"))
    with at("2026-03-04 10:31"):
        assert not found_by("no_document")


def test_another_unit_is_not_blamed(office):
    make_unit()
    case = accepted(office)
    with at("2026-03-03 10:00"):
        history.enter(by(office.clerk), case, history.Line("charge", "收费"))
        (finding,) = found_by("charged_unlisted")
    assert finding.unit == office.unit
