"""Does supervision watch itself: an order not answered, a complaint not accepted in time?"""

import pytest

from yiwang.kernel.cases.tests.makers import at, by
from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.rules import Outcome
from yiwang.kernel.deadlines.sweep import sweep_now
from yiwang.kernel.deadlines.tests.makers import city
from yiwang.kernel.indicators import figures
from yiwang.kernel.indicators.periods import month
from yiwang.subsystems.supervision.orders import indicators, rules
from yiwang.subsystems.supervision.orders.actions import answering, complaints, judging
from yiwang.subsystems.supervision.orders.tests.makers import duty_of, make_complaint, make_order
from yiwang.subsystems.supervision.watching.registry import Happened, registered
from yiwang.subsystems.supervision.watching.rules import BREACHED

pytestmark = pytest.mark.django_db
MARCH = month(city("2026-03-15 00:00").date())


def judged(clock):
    happened = [Happened(BREACHED, clock.pk, clock.due_at, clock.due_at)]
    return [
        (rule.code, each)
        for rule in registered().values()
        if BREACHED in rule.hears and rule.judge
        for each in rule.judge(happened, {code: one.default for code, one in rule.parameters.items()})
    ]


def test_an_order_not_answered_in_time_is_found_once_and_is_the_units(bureau):
    with at("2026-03-02 10:00"):
        order = make_order(bureau)
    with at("2026-03-10 09:00"):
        sweep_now()
        [(code, breach)] = judged(duty_of(order).clock)
    assert code == rules.UNANSWERED
    assert breach.unit_id == bureau.bureau.pk
    assert breach.matter.address == f"/office/supervision/orders/{order.pk}/"
    assert order.case.number in breach.matter.title


def test_a_complaint_not_accepted_in_time_is_the_supervising_units(bureau):
    with at("2026-03-02 10:00"):
        complaint = make_complaint(bureau)
    with at("2026-03-10 09:00"):
        sweep_now()
        [(code, breach)] = judged(Clock.objects.get(subject_kind=rules.COMPLAINT))
    assert (code, breach.unit_id) == (rules.UNANSWERED, bureau.unit.pk)
    assert bureau.bureau.name not in breach.matter.title
    assert breach.matter.address == f"/office/supervision/complaints/{complaint.pk}/"


def test_the_share_of_orders_in_time_counts_each_limit_in_the_month_it_ends(bureau):
    with at("2026-03-02 10:00"):
        good, late, open_one, taken_back = (make_order(bureau) for _ in range(4))
        make_order(bureau, working_days=40)
        judging.cancel(by(bureau.leader), taken_back.pk, "事项已收回")
    with at("2026-03-04 10:00"):
        answering.feed_back(by(bureau.responder), duty_of(good).pk, 100, "办完了。", is_final=True)
    with at("2026-03-12 10:00"):
        answering.feed_back(by(bureau.responder), duty_of(late).pk, 100, "办完了。", is_final=True)
    with at("2026-03-20 10:00"):
        figure = figures.known(indicators.IN_TIME)
        measured = figure.measured(MARCH)[bureau.bureau.pk]
        assert (measured.part, measured.whole) == (1, 3)
        records = figure.records(MARCH, [bureau.bureau.pk], 10)
    assert [record.counts for record in records] == [False, False, True]
    assert records[-1].address == f"/office/supervision/orders/{good.pk}/"
    assert duty_of(late).clock.outcome == Outcome.AFTER_LAW
    assert duty_of(open_one).clock.outcome == ""


def test_upheld_complaints_count_for_the_unit_complained_of_and_name_nobody(bureau):
    with at("2026-03-02 10:00"):
        for outcome in (rules.UPHELD, rules.UPHELD, rules.NOT_UPHELD):
            complaint = make_complaint(bureau)
            complaints.accept(by(bureau.handler), complaint.pk)
            complaints.settle(by(bureau.leader), complaint.pk, outcome, "已核查处理。")
    figure = figures.known(indicators.UPHELD)
    assert {unit: each.part for unit, each in figure.measured(MARCH).items()} == {bureau.bureau.pk: 2}
    records = figure.records(MARCH, [bureau.bureau.pk], 10)
    assert [record.title for record in records] == ["投诉属实：不受理"] * 2
    assert not any("赵" in f"{record.title}{record.note}" or "TS" in record.title for record in records)
    assert figure.measured(month(city("2026-04-01 00:00").date())) == {}
