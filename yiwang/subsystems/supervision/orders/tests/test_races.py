"""Two at the same moment: does exactly one succeed, and the other hear who did? On PostgreSQL."""

from yiwang.kernel.cases.tests.makers import by
from yiwang.kernel.organizations.tests.makers import make_post
from yiwang.kernel.organizations.tests.racing import at_once, races, refusals
from yiwang.subsystems.supervision.orders import rules
from yiwang.subsystems.supervision.orders.actions import answering, complaints, judging
from yiwang.subsystems.supervision.orders.models import Order
from yiwang.subsystems.supervision.orders.tests.makers import (
    duty_of,
    make_bureau,
    make_complaint,
    make_order,
)
from yiwang.subsystems.supervision.watching.rules import LEADER

pytestmark = races


def test_of_two_leaders_who_judge_at_once_the_second_is_refused() -> None:
    bureau = make_bureau()
    colleague = make_post(unit=bureau.unit, roles=[LEADER])
    order = make_order(bureau)
    pk = duty_of(order).pk
    answering.feed_back(by(bureau.responder), pk, 100, "办完了。", is_final=True)
    [refused] = refusals(
        at_once(
            lambda: judging.accept(by(bureau.leader), pk),
            lambda: judging.send_back(by(colleague), pk, "没有做完", 3),
        )
    )
    assert "没有等待审核的内容" in refused
    assert duty_of(order).feedback.get().verdict


def test_of_two_leaders_who_settle_a_complaint_at_once_the_second_is_refused() -> None:
    bureau = make_bureau()
    colleague = make_post(unit=bureau.unit, roles=[LEADER])
    complaint = make_complaint(bureau)
    complaints.accept(by(bureau.handler), complaint.pk)
    [refused] = refusals(
        at_once(
            lambda: complaints.settle(by(bureau.leader), complaint.pk, rules.UPHELD, "经查属实。"),
            lambda: complaints.settle(by(colleague), complaint.pk, rules.NOT_UPHELD, "经查不实。"),
        )
    )
    complaint.refresh_from_db()
    assert f"认定“{complaint.get_outcome_display()}”" in refused


def test_a_form_sent_twice_at_once_is_one_order() -> None:
    bureau = make_bureau()
    at_once(*[lambda: make_order(bureau, token="same")] * 2)
    assert Order.objects.count() == 1
