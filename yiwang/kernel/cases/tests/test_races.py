"""Two officials at the same moment: does exactly one succeed, and the other hear who did? On PostgreSQL."""

from yiwang.kernel.cases import actions, numbering, rules
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import TOLD, by, make_case, make_office, step_of
from yiwang.kernel.organizations.tests.makers import make_post
from yiwang.kernel.organizations.tests.racing import at_once, races, refusals

pytestmark = races


def test_of_two_who_decide_at_once_the_second_hears_who_did_and_how() -> None:
    office = make_office()
    colleague = make_post(unit=office.unit, roles=[rules.DECIDER])
    case = make_case(office, key="immediate")
    actions.accept(by(office.clerk), case.pk)
    step = step_of(case, "decide").pk
    [refused] = refusals(
        at_once(
            lambda: actions.decide(by(office.decider), step, "granted"),
            lambda: actions.decide(by(colleague), step, "refused", "不符合规划"),
        )
    )
    case.refresh_from_db()
    decided = case.events.get(kind="decide")
    assert case.state == rules.DECIDED
    assert f"已由{decided.person}于" in refused
    assert f"结果为“{decided.outcome_label}”" in refused


def test_of_two_who_accept_at_once_one_does() -> None:
    office = make_office()
    colleague = make_post(unit=office.unit, roles=[rules.CLERK])
    case = make_case(office)
    TOLD.clear()
    [refused] = refusals(
        at_once(
            lambda: actions.accept(by(office.clerk), case.pk), lambda: actions.accept(by(colleague), case.pk)
        )
    )
    accepted = case.events.get(kind="accept")
    assert len(TOLD) == 1
    assert accepted.person in refused


def test_whoever_waits_while_a_case_is_transferred_is_refused_for_a_reason_and_not_lost() -> None:
    """PostgreSQL gives no row to whoever waited for the lock of one whose joined unit changed meanwhile."""
    office, other = make_office(), make_office()
    case = make_case(office)
    actions.accept(by(office.clerk), case.pk)
    outcomes = at_once(
        *[lambda: actions.transfer(by(office.clerk), case.pk, other.unit, "属于另一局职责")] * 3
    )
    case.refresh_from_db()
    assert case.unit == other.unit
    assert len(refusals(outcomes)) == 2


def test_cases_opened_at_once_have_numbers_without_gap() -> None:
    office = make_office()
    assert refusals(at_once(*[lambda: make_case(office)] * 4)) == []
    assert sorted(Case.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]
    assert numbering.broken_series() == []


def test_a_decision_and_a_withdrawal_at_once_do_not_both_stick() -> None:
    office = make_office()
    case = make_case(office)
    actions.accept(by(office.clerk), case.pk)
    outcomes = at_once(
        lambda: actions.decide_case(by(office.decider), case.pk, "granted"),
        lambda: actions.withdraw(by(office.clerk), case.pk, "申请人撤回"),
    )
    assert len(refusals(outcomes)) == 1
