"""Does an order go from its issue over feedback and verdict to its end, and by nobody else's hand?"""

from dataclasses import replace

import pytest

from yiwang.kernel.audit.models import Entry
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.rules import Outcome
from yiwang.kernel.deadlines.sweep import sweep_now
from yiwang.kernel.deadlines.tests.makers import city
from yiwang.kernel.errors import Refused
from yiwang.kernel.notifications.models import Notice
from yiwang.kernel.organizations.tests.makers import make_post, make_unit
from yiwang.subsystems.supervision.orders import rules, timing
from yiwang.subsystems.supervision.orders.actions import answering, judging
from yiwang.subsystems.supervision.orders.models import Order
from yiwang.subsystems.supervision.orders.tests.makers import duty_of, make_order, watched
from yiwang.subsystems.supervision.watching.rules import LEADER, RESPONDER

pytestmark = pytest.mark.django_db


def reported(bureau, **changes):
    """An order whose leading unit says that all is done."""
    order = make_order(bureau, **changes)
    answering.feed_back(by(bureau.responder), duty_of(order).pk, 100, "已全部整改到位。", is_final=True)
    return order


def told(post):
    return list(Notice.objects.filter(person=post.person_id).values_list("subject", flat=True))


def test_an_order_is_numbered_timed_and_told_to_every_unit(bureau):
    other = watched(bureau)
    colleague = make_post(unit=other, roles=[RESPONDER])
    with at("2026-03-02 10:00"):
        order = make_order(bureau, joint=[other])
    assert order.case.number == "督办〔2026〕1号"
    assert order.case.unit == bureau.unit
    lead, joint = duty_of(order), duty_of(order, other)
    assert (lead.is_lead, joint.is_lead) == (True, False)
    assert timing.last_day(lead.clock).isoformat() == "2026-03-09"
    assert (lead.clock.unit_id, joint.clock.unit_id) == (bureau.bureau.pk, other.pk)
    for post in (bureau.responder, colleague):
        assert told(post) == ["收到督办：督办〔2026〕1号"]
    assert Entry.objects.filter(act="supervision.order_issue").count() == 1


def test_the_same_form_sent_twice_is_one_order(bureau):
    first = make_order(bureau, token="one")
    again = make_order(bureau, token="one")
    assert first.pk == again.pk
    assert Order.objects.count() == 1


def test_whoever_does_not_lead_gives_no_orders(bureau):
    with pytest.raises(Refused, match="确认、撤销监察牌，下达督办"):
        make_order(replace(bureau, leader=bureau.handler))


@pytest.mark.parametrize("where", ["lead", "joint"])
def test_a_unit_out_of_the_mandate_and_a_closed_one_get_no_orders(bureau, where):
    stranger = make_unit(name="邻市某局")
    gone = watched(bureau, name="老局", closed_on=city("2026-01-05 00:00").date())
    for unit, words in ((stranger, "不在您所在单位的监督范围内"), (gone, "老局已撤销")):
        changes = {"lead": unit} if where == "lead" else {"joint": [unit]}
        with pytest.raises(Refused, match=words) as refused:
            make_order(bureau, **changes)
        assert refused.value.field in {where, "lead"}
    assert not Order.objects.exists()


def test_a_leader_of_the_unit_above_orders_those_below(bureau):
    below = make_unit(parent=bureau.bureau)
    leader = make_post(unit=bureau.bureau, roles=[LEADER])
    order = make_order(replace(bureau, leader=leader), lead=below)
    assert order.case.unit == bureau.bureau


def test_feedback_comes_in_stages_and_the_last_one_stops_the_time(bureau):
    order = make_order(bureau)
    duty = duty_of(order)
    answering.sign(by(bureau.responder), duty.pk)
    answering.feed_back(by(bureau.responder), duty.pk, 40, "已完成摸底。")
    with pytest.raises(Refused, match="不能倒退"):
        answering.feed_back(by(bureau.responder), duty.pk, 30, "又查了一遍。")
    answering.feed_back(by(bureau.responder), duty.pk, 100, "已完成。", is_final=True)
    duty = duty_of(order)
    assert (duty.state, duty.progress) == (rules.REPORTED, 100)
    assert duty.clock.outcome == Outcome.ON_TIME
    assert any("申请销号" in subject for subject in told(bureau.leader))
    with pytest.raises(Refused, match="待审核，不能反馈"):
        answering.feed_back(by(bureau.responder), duty.pk, 100, "再说一遍。")


def test_only_the_unit_itself_answers(bureau):
    duty = duty_of(make_order(bureau))
    stranger = make_post(roles=[RESPONDER])
    for post in (stranger, bureau.leader):
        with pytest.raises(Refused):
            answering.feed_back(by(post), duty.pk, 10, "代为反馈。")
    assert not duty.feedback.exists()


def test_accepted_feedback_of_the_last_unit_closes_the_order(bureau):
    other = watched(bureau)
    colleague = make_post(unit=other, roles=[RESPONDER])
    order = reported(bureau, joint=[other])
    judging.accept(by(bureau.leader), duty_of(order).pk, "同意")
    order.case.refresh_from_db()
    assert order.case.is_open
    answering.feed_back(by(colleague), duty_of(order, other).pk, 100, "配合完毕。", is_final=True)
    judging.accept(by(bureau.leader), duty_of(order, other).pk)
    order.case.refresh_from_db()
    assert (order.case.state, duty_of(order).state) == ("closed", rules.ACCEPTED)


def test_the_second_of_two_leaders_hears_who_was_quicker(bureau):
    order = reported(bureau)
    judging.accept(by(bureau.leader), duty_of(order).pk)
    colleague = make_post(unit=bureau.unit, roles=[LEADER])
    for deed in (judging.accept, lambda who, pk: judging.send_back(who, pk, "没有做完", 3)):
        with pytest.raises(Refused, match=f"已销号（{bureau.leader.person.name}）"):
            deed(by(colleague), duty_of(order).pk)


def test_the_ordered_unit_does_not_judge_itself(bureau):
    order = reported(bureau)
    own_leader = make_post(unit=bureau.bureau, roles=[LEADER])
    with pytest.raises(Refused, match="应当由其审核"):
        judging.accept(by(own_leader), duty_of(order).pk)


def test_what_is_returned_begins_anew_with_a_reason_and_a_limit(bureau):
    order = reported(bureau)
    with pytest.raises(Refused, match="退回的理由"):
        judging.send_back(by(bureau.leader), duty_of(order).pk, " ", 3)
    with pytest.raises(Refused, match="两者填一项"):
        judging.send_back(by(bureau.leader), duty_of(order).pk, "没有附照片")
    judging.send_back(by(bureau.leader), duty_of(order).pk, "没有附照片", 3)
    duty = duty_of(order)
    assert (duty.state, duty.progress, duty.clock.legal_number) == (rules.OPEN, 0, 3)
    assert duty.feedback.get().verdict == rules.RETURNED
    assert Clock.objects.filter(subject_kind=rules.ORDER, subject_key=str(duty.pk)).count() == 2
    assert any("被退回" in subject for subject in told(bureau.responder))


def test_more_time_is_asked_for_once_and_moves_the_end_when_granted(bureau):
    with at("2026-03-02 10:00"):
        order = make_order(bureau)
    with at("2026-03-03 10:00"):
        delay = answering.ask_delay(by(bureau.responder), duty_of(order).pk, 2, "设备未到货")
        with pytest.raises(Refused, match="正在等待批准"):
            answering.ask_delay(by(bureau.responder), duty_of(order).pk, 2, "设备未到货")
        judging.grant_delay(by(bureau.leader), delay.pk, "同意")
        with pytest.raises(Refused, match="已批准"):
            judging.refuse_delay(by(bureau.leader), delay.pk, "不同意")
    assert timing.last_day(duty_of(order).clock).isoformat() == "2026-03-11"


def test_a_refused_delay_leaves_the_end(bureau):
    order = make_order(bureau)
    before = duty_of(order).clock.due_at
    delay = answering.ask_delay(by(bureau.responder), duty_of(order).pk, 2, "设备未到货")
    judging.refuse_delay(by(bureau.leader), delay.pk, "理由不充分")
    assert duty_of(order).clock.due_at == before
    assert any("未批准延期2天" in subject for subject in told(bureau.responder))


def test_urging_reaches_the_units_that_have_not_answered(bureau):
    other = watched(bureau)
    colleague = make_post(unit=other, roles=[RESPONDER])
    order = reported(bureau, joint=[other])
    cases.urge(by(bureau.handler), order.case_id, "请抓紧")
    assert any("催办" in subject for subject in told(colleague))
    assert not any("催办" in subject for subject in told(bureau.responder))


def test_an_order_taken_back_asks_nobody_any_more(bureau):
    order = make_order(bureau)
    judging.cancel(by(bureau.leader), order.pk, "事项已由上级收回")
    duty = duty_of(order)
    assert (duty.state, duty.clock.state) == (rules.CANCELLED, "cancelled")
    with pytest.raises(Refused, match="已撤销，不能反馈"):
        answering.feed_back(by(bureau.responder), duty.pk, 10, "继续办。")


def test_a_closed_order_is_reopened_with_a_new_limit(bureau):
    order = reported(bureau)
    with pytest.raises(Refused, match="还没有办结"):
        judging.reopen(by(bureau.leader), order.pk, "群众反映未解决", [bureau.bureau.pk], 3)
    judging.accept(by(bureau.leader), duty_of(order).pk)
    with pytest.raises(Refused, match="请选择需要重新办理的单位"):
        judging.reopen(by(bureau.leader), order.pk, "群众反映未解决", [], 3)
    judging.reopen(by(bureau.leader), order.pk, "群众反映未解决", [bureau.bureau.pk], 3)
    order.case.refresh_from_db()
    assert (order.case.is_open, duty_of(order).state, duty_of(order).clock.legal_number) == (
        True,
        rules.OPEN,
        3,
    )


def test_a_visit_is_noted_while_it_runs(bureau):
    order = make_order(bureau)
    judging.visit(by(bureau.leader), order.pk, "现场查看，尚未动工。")
    assert order.visits.get().text == "现场查看，尚未动工。"
    judging.cancel(by(bureau.leader), order.pk, "事项已收回")
    with pytest.raises(Refused, match="已经办结"):
        judging.visit(by(bureau.leader), order.pk, "再次查看。")


def test_the_page_of_the_case_ends_no_order_past_its_feedback(bureau):
    order = make_order(bureau)
    leader = by(bureau.leader)
    with pytest.raises(Refused, match="市住建局的反馈还没有审核通过"):
        cases.close(leader, order.case_id)
    with pytest.raises(Refused, match="督办件不能作出决定"):
        cases.decide_case(leader, order.case_id, "granted")
    with pytest.raises(Refused, match="督办件不能移送"):
        cases.transfer(leader, order.case_id, make_unit(), "换人")
    order.case.refresh_from_db()
    assert order.case.state == "accepted"


def test_time_that_runs_out_is_told_to_unit_and_issuer(bureau):
    with at("2026-03-02 10:00"):
        make_order(bureau)
    with at("2026-03-10 09:00"):
        sweep_now()
    assert any("已超过办理期限" in subject for subject in told(bureau.responder))
    assert any("已超过办理期限" in subject for subject in told(bureau.leader))


def test_a_year_without_calendar_is_said_at_the_limit(bureau):
    with pytest.raises(Refused) as refused:
        make_order(bureau, working_days=500)
    assert refused.value.field == "working_days"
    assert not Order.objects.exists()
