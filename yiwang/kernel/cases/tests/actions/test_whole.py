"""Does a case come from its beginning to its end, with a process and without?"""

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.cases import actions, rules
from yiwang.kernel.cases.actions import Handover
from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.tests.makers import TOLD, Office, by, make_case, make_office, step_of
from yiwang.kernel.deadlines.rules import State

pytestmark = pytest.mark.django_db


def through(office: Office, key: str = "promised", outcome: str = "granted") -> Case:
    case = make_case(office, key=key)
    actions.accept(by(office.clerk), case.pk, "材料齐全")
    actions.finish_step(by(office.clerk), step_of(case, "review").pk, "passed", "符合条件")
    actions.finish_step(by(office.reviewer), step_of(case, "check").pk, "agreed", "拟同意")
    actions.decide(by(office.decider), step_of(case, "decide").pk, outcome, "内部讨论后决定")
    return actions.deliver(by(office.clerk), step_of(case, "deliver").pk, Handover("counter", "赵小明"))


def test_a_promised_case_goes_from_receipt_to_delivery() -> None:
    case = Case.objects.get(pk=through(make_office()).pk)
    assert (case.state, case.outcome) == (rules.CLOSED, "granted")
    assert [clock.state for clock in (case.clock, case.delivery_clock) if clock] == [State.STOPPED] * 2
    assert [told.label for told in TOLD] == [
        "已收件",
        "已受理",
        "审查已完成",
        "审核已完成",
        "已作出决定",
        "准予",
    ]


def test_every_deed_has_one_line_in_the_history_and_one_entry_in_the_record() -> None:
    case = through(make_office())
    acts = [entry.act for entry in Entry.objects.on("cases.case", str(case.pk)).order_by("number")]
    assert acts == [
        "cases.case_open",
        "cases.case_accept",
        "cases.step_finish",
        "cases.step_finish",
        "cases.case_decide",
        "cases.case_deliver",
    ]
    assert case.events.count() == len(acts)


def test_a_case_without_a_process_goes_the_same_way() -> None:
    office = make_office()
    case = make_case(office)
    actions.accept(by(office.clerk), case.pk)
    actions.decide_case(by(office.decider), case.pk, "refused", "场所不符合条件")
    closed = actions.deliver_case(by(office.clerk), case.pk, Handover("express"))
    assert (closed.state, closed.outcome) == (rules.CLOSED, "refused")
    assert TOLD[-1].label == "不予"
    assert TOLD[-1].text == "场所不符合条件"


def test_a_case_that_needs_no_decision_is_closed_with_an_answer() -> None:
    office = make_office()
    case = make_case(office)
    actions.accept(by(office.clerk), case.pk)
    closed = actions.close(by(office.clerk), case.pk, text="您反映的问题已经解决。")
    assert closed.state == rules.CLOSED
    assert TOLD[-1].kind == "answer"


@pytest.mark.parametrize("key", ["immediate", "reported_up", "review", "circulation"])
def test_every_shipped_process_begins_and_is_accepted(key: str) -> None:
    office = make_office()
    seats = dict.fromkeys(["reporter", "author", "reader", "collector"], office.seats["acceptor"])
    case = make_case(office, key=key, seats={**seats, **office.seats})
    if case.state == rules.RECEIVED:
        case = actions.accept(by(office.clerk), case.pk)
    assert case.state == rules.ACCEPTED
