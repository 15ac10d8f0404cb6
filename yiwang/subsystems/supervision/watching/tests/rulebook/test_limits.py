"""Which delays does which rule find? (standards/approvals.md §8; calendar of 2026)"""

import pytest
from django.apps import apps

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import terms
from yiwang.kernel.cases.tests.makers import at, by, make_case, step_of
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines import shipped
from yiwang.kernel.deadlines import sweep as clocks
from yiwang.kernel.deadlines.actions import Extension
from yiwang.kernel.deadlines.calendar_change import NoticeFacts, change_day
from yiwang.kernel.deadlines.moments import day_of, now
from yiwang.kernel.deadlines.tests.makers import city, workdays
from yiwang.kernel.findings.actions import dismiss
from yiwang.kernel.organizations.tests.makers import make_unit
from yiwang.subsystems.supervision.watching.tests.makers import evidence, found_by, make_clock

pytestmark = pytest.mark.django_db
STARTED = city("2026-03-02 10:00")


@pytest.fixture
def unit():
    return make_unit()


def found_at(moment: str, code: str):
    with at(moment):
        clocks.sweep(now())
        return found_by(code)


def started(unit, **changes):
    """From Monday 2 March 2026; five days promised (9 March), twenty by law (30 March)."""
    with at("2026-03-02 10:00"):
        return make_clock(unit, STARTED, **{"promised": workdays(5), **changes})


@pytest.mark.parametrize(
    ("moment", "promise", "long", "legal"),
    [
        ("2026-03-09 23:59", 0, 0, 0),
        ("2026-03-10 00:00", 1, 0, 0),
        ("2026-03-12 23:59", 1, 0, 0),
        ("2026-03-13 00:00", 1, 1, 0),
        ("2026-03-30 23:59", 1, 1, 0),
        ("2026-03-31 00:00", 1, 1, 1),
    ],
)
def test_the_promise_then_a_long_delay_then_the_law(unit, moment, promise, long, legal):
    started(unit)
    assert len(found_at(moment, "over_promise")) == promise
    assert len(found_at(moment, "over_promise_long")) == long
    assert len(found_at(moment, "over_legal")) == legal


def test_without_a_promise_only_the_law_is_broken(unit):
    started(unit, promised=None)
    (finding,) = found_at("2026-04-20 09:00", "over_legal")
    assert (finding.colour, day_of(finding.happened_at).isoformat()) == ("red", "2026-03-31")
    assert evidence(finding)["最后期限"] == "2026-03-30 23:59"
    assert not found_at("2026-04-20 09:00", "over_promise")
    assert not found_at("2026-04-20 09:00", "over_promise_long")


def test_what_is_ended_late_between_two_sweeps_is_found(unit):
    clock = started(unit)
    with at("2026-03-10 00:00"):
        deadlines.stop(clock, "李明")
        (finding,) = found_by("over_promise")
    assert evidence(finding)["停止计时"] == "2026-03-10 00:00"


def test_what_is_ended_in_time_is_not_found(unit):
    clock = started(unit)
    with at("2026-03-09 23:59"):
        deadlines.stop(clock, "李明")
    assert not found_at("2026-04-20 09:00", "over_promise")


def test_an_extension_granted_too_late_cures_nothing_and_may_run_late_again(unit):
    clock = started(unit, promised=None)
    with at("2026-03-31 08:00"):
        deadlines.extend(clock, "李明", Extension(workdays(10), "局长", "案情复杂"))
        assert len(found_by("over_legal")) == 1
    assert len(found_at("2026-04-13 09:00", "over_legal")) == 1
    assert len(found_at("2026-04-30 09:00", "over_legal")) == 2


def test_a_calendar_that_says_it_was_in_time_cures(unit):
    shipped.load(apps)
    started(unit)
    with at("2026-03-10 00:10"):
        clocks.sweep(now())
        facts = NoticeFacts("云政发〔2026〕9号", "调整", 2026, False, day_of(now()))
        change_day(day_of(city("2026-03-09 09:00")), "off", "大雪停工", facts, "李明")
        assert not found_by("over_promise")
    assert len(found_at("2026-03-11 00:10", "over_promise")) == 1


def test_what_was_dismissed_stays_dismissed(unit):
    started(unit)
    (finding,) = found_at("2026-03-10 00:10", "over_promise")
    dismiss(SYSTEM, finding.pk, "系统停机检修")
    assert [row.state for row in found_at("2026-03-11 00:10", "over_promise")] == ["dismissed"]


def test_the_law_broken_twice_within_a_year_is_found_once_a_month(unit):
    other = make_unit()
    started(unit, key="1")
    started(other, key="2")
    assert not found_at("2026-04-01 09:00", "over_legal_again")
    with at("2026-05-06 10:00"):
        for key in "345":
            make_clock(unit, now(), key=key)
    again = found_at("2026-06-30 09:00", "over_legal_again")
    assert [finding.unit for finding in again] == [unit]
    assert again[0].colour == "red"


@pytest.mark.parametrize(
    ("kind", "code", "colour"),
    [
        ("letters.letter", "answer_late", "red"),
        ("disclosure.request", "answer_late", "red"),
        ("participation.suggestion", "answer_late", "red"),
        ("portal.correction", "answer_late", "red"),
        ("approvals.publicity", "publicity_late", "yellow"),
        ("approvals.follow_up", "follow_up_late", "yellow"),
        ("supervision.order", "order_unanswered", "yellow"),
        ("supervision.complaint", "order_unanswered", "yellow"),
    ],
)
def test_each_kind_has_its_own_rule_and_no_other(unit, kind, code, colour):
    started(unit, kind=kind, promised=None)
    assert not found_at("2026-03-30 09:00", code)
    (finding,) = found_at("2026-03-31 09:00", code)
    assert finding.colour == colour
    assert not found_at("2026-04-20 09:00", "over_legal")


def test_an_answer_over_its_promise_is_yellow_and_over_the_law_red(unit):
    started(unit, kind="letters.letter")
    colours = [row.colour for row in found_at("2026-03-31 09:00", "answer_late")]
    assert colours == ["yellow", "red"]


def test_a_step_that_is_late_though_its_case_is_not(office):
    with at("2026-03-02 10:00"):
        case = make_case(office, key="promised", terms=terms.licence(workdays(15)))
        cases.accept(by(office.clerk), case.pk)
        step = step_of(case, "review")
        clock = make_clock(office.unit, now(), kind="processes.step", key=str(step.pk), legal=workdays(2))
    assert not found_at("2026-03-04 23:59", "step_late")
    (finding,) = found_at("2026-03-05 00:00", "step_late")
    assert finding.subject_key == str(step.pk)
    assert case.number in finding.title
    assert clock.unit_id == finding.unit_id


def test_a_step_of_a_case_that_is_late_itself_is_not_found_besides(office):
    with at("2026-03-02 10:00"):
        case = make_case(office, key="promised", terms=terms.licence(workdays(1)))
        cases.accept(by(office.clerk), case.pk)
        step = step_of(case, "review")
        make_clock(office.unit, now(), kind="processes.step", key=str(step.pk), legal=workdays(2))
    assert not found_at("2026-03-05 09:00", "step_late")
    assert len(found_at("2026-03-05 09:00", "over_promise")) == 1
