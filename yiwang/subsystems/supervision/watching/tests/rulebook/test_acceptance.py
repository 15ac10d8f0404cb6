"""Is what goes wrong before acceptance found? (行政许可法 art. 32, 38; approvals.md §9 cases 1, 2)"""

from dataclasses import replace

import pytest

from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import history, kinds
from yiwang.kernel.cases.actions import Missing
from yiwang.kernel.cases.tests.makers import KIND, at, by, make_case
from yiwang.subsystems.supervision.watching.tests.makers import evidence, found_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def slow(monkeypatch):
    """The same kind, without acceptance by law."""
    monkeypatch.setitem(kinds._registered, KIND.code, replace(KIND, is_deemed_accepted=False))


def received(office, on="2026-02-09 10:00"):
    with at(on):
        return make_case(office)


@pytest.mark.parametrize(("on", "number"), [("2026-02-14 17:00", 0), ("2026-02-24 09:00", 1)])
def test_accepted_after_five_working_days(office, slow, on, number):
    case = received(office)
    with at(on):
        cases.accept(by(office.clerk), case.pk)
        assert len(found_by("accepted_late")) == number


def test_accepted_by_law(office):
    case = received(office)
    with at("2026-02-24 09:00"):
        cases.deem_accepted(case.pk)
        (finding,) = found_by("accepted_late")
    assert evidence(finding)["操作"] == "视为受理"
    assert evidence(finding)["应当处理"] == "2026-02-15 00:00前"


@pytest.mark.parametrize(("on", "number"), [("2026-02-14 17:00", 0), ("2026-02-24 09:00", 1)])
def test_nobody_answers_at_all_found_once_even_when_accepted_later(office, slow, on, number):
    case = received(office)
    with at(on):
        assert len(found_by("accepted_late")) == number
        assert len(found_by("accepted_late")) == number
        cases.accept(by(office.clerk), case.pk)
        assert len(found_by("accepted_late")) == number


def test_what_was_supplied_gives_five_days_anew(office, slow):
    case = received(office)
    with at("2026-02-10 10:00"):
        cases.ask_for_missing(by(office.clerk), case.pk, [Missing("id", "不清晰")])
    with at("2026-02-26 10:00"):
        cases.supply(by(office.clerk), case.pk)
    with at("2026-03-03 10:00"):
        cases.accept(by(office.clerk), case.pk)
        assert not found_by("accepted_late")


def test_asked_for_missing_material_twice(office):
    case = received(office)
    with at("2026-02-10 10:00"):
        cases.ask_for_missing(by(office.clerk), case.pk, [Missing("id", "不清晰")])
        assert not found_by("asked_again")
    with at("2026-02-11 10:00"):
        history.enter(by(office.clerk), case, history.Line("ask"))
        (finding,) = found_by("asked_again")
    assert evidence(finding)["第1次告知"] == "2026-02-10 10:00"


@pytest.mark.parametrize(("reason", "number"), [("不符合", 1), ("经营场所不符合食品经营许可的条件", 0)])
def test_declined_with_hardly_a_word(office, reason, number):
    case = received(office)
    with at("2026-02-10 10:00"):
        cases.decline(by(office.clerk), case.pk, "other", reason)
        assert len(found_by("no_reason")) == number


@pytest.mark.parametrize(
    ("outcome", "reason", "number"),
    [("refused", "不同意", 1), ("refused", "经营场所不符合食品经营许可的条件", 0), ("granted", "", 0)],
)
def test_refused_with_hardly_a_word(office, outcome, reason, number):
    case = received(office)
    with at("2026-02-10 10:00"):
        cases.accept(by(office.clerk), case.pk)
        cases.decide_case(by(office.decider), case.pk, outcome, reason)
        assert len(found_by("no_reason")) == number
