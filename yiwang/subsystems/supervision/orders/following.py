"""What follows from a deed of kernel.cases, and which deeds are none of an order or of a complaint?

The page of a case offers its common deeds to every kind; what would end an order past its feedback, or bring
a complaint before the unit complained of, is refused here, in the transaction of the deed.
"""

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases.kinds import Told
from yiwang.kernel.cases.models import Case, Event
from yiwang.kernel.cases.rules import CLOSED, VERBS
from yiwang.kernel.deadlines import actions as deadlines
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.errors import Refused
from yiwang.kernel.intake.actions.reporting import Report, report
from yiwang.kernel.organizations import paths
from yiwang.subsystems.supervision.orders import reminding, routing, rules, timing
from yiwang.subsystems.supervision.orders.models import Complaint, Order

DECIDED = "已作出决定"


def order_happened(case: Case, event: Event) -> None:
    order = Order.objects.filter(case=case).first()
    if order is None:
        return
    if event.kind in rules.NOT_OF_AN_ORDER:
        raise Refused(f"督办件不能{VERBS[event.kind].label}，请在督办单页面上办理。")
    order.case = case
    match event.kind:
        case "close":
            _check_settled(order)
        case "terminate":
            _cancel_duties(order, event)
        case "reopen":
            if not order.duties.unsettled().exists():
                raise Refused("请在督办单页面上重新办理，并定下新的期限。")
        case "urge":
            for duty in order.duties.open().select_related("unit"):
                duty.order = order
                key = f"supervision.urge:{event.pk}:{duty.pk}"
                reminding.tell_unit(duty, f"{event.unit or event.person}催办", event.opinion, key)


def _check_settled(order: Order) -> None:
    waiting = order.duties.unsettled().select_related("unit")
    if names := "、".join(duty.unit.called for duty in waiting):
        raise Refused(f"{names}的反馈还没有审核通过，不能办结。")


def _cancel_duties(order: Order, event: Event) -> None:
    for duty in order.duties.unsettled().select_for_update(of=("self",)).select_related("unit"):
        timing.cancel(duty, event.person, "督办已撤销")
        duty.state, duty.ended_at = rules.CANCELLED, now()
        duty.save(update_fields=["state", "ended_at"])
        duty.order = order
        reminding.tell_unit(duty, "督办已撤销", order.case.reason, f"supervision.cancel:{event.pk}:{duty.pk}")


def complaint_happened(case: Case, event: Event) -> None:
    complaint = Complaint.objects.filter(case=case).select_related("against").first()
    if complaint is None:
        return
    if event.kind in rules.NOT_OF_A_COMPLAINT:
        raise Refused(f"投诉件不能{VERBS[event.kind].label}。")
    complaint.case = case
    _check_out_of_sight(complaint, event.kind)
    _keep_time(complaint, event)
    if case.state == CLOSED:
        rules.check_outcome(case.outcome)
        complaint.outcome, complaint.settled_at = case.outcome, now()
        complaint.save(update_fields=["outcome", "settled_at"])


def _check_out_of_sight(complaint: Complaint, deed: str) -> None:
    """Neither given to, nor asked of, whoever is complained of."""
    against, case = complaint.against, complaint.case
    if against is None:
        return
    if deed == "transfer" and routing.is_in_sight(against, case.unit):
        raise Refused("投诉不能转给被投诉的单位，也不能转给它能看到办件的单位。", field="unit")
    if deed == "consult":
        asked = case.consultations.unanswered().select_related("unit")
        if any(paths.lies_within(each.unit.path, against.path) for each in asked):
            raise Refused("不能就投诉向被投诉的单位征求意见；需要其说明的，请下达督办。", field="units")


def _keep_time(complaint: Complaint, event: Event) -> None:
    clock = timing.acceptance_of(complaint)
    if clock is None:
        return
    match event.kind:
        case "accept" | "decline":
            deadlines.stop(clock, event.person)
        case "withdraw":
            deadlines.cancel(clock, event.person, "投诉人撤回")
        case "ask":
            deadlines.pause(clock, event.person, "等待投诉人补充")
        case "supply":
            deadlines.resume(clock, event.person, ground="投诉人已补充")
        case "transfer":
            deadlines.assign(rules.COMPLAINT, str(complaint.pk), complaint.case.unit_id)


def complaint_told(by: Actor, case: Case, told: Told) -> None:
    """To whoever complained. That it is decided comes with the answer; what they took back is over."""
    complaint = Complaint.objects.filter(case=case).select_related("matter").first()
    if complaint is None or told.label == DECIDED or not complaint.matter.is_open:
        return
    label, text = _in_words(told, case)
    step = Report(
        label,
        text,
        kind=told.kind,
        unit=by.unit or case.unit.name,
        due_on=told.due_on,
        files=told.files,
    )
    report(by, complaint.matter.reference, step)


def _in_words(told: Told, case: Case) -> tuple[str, str]:
    """Label and text; kernel.cases speaks of an application, here it is a complaint."""
    if told.label == "已受理":
        return told.label, "监督部门已受理您的投诉，正在核查。"
    if told.kind == "ask":
        return "请补充情况", "\n".join(why for _, why in told.asks)
    if told.label.startswith("已移送"):
        return "已转办", f"您的投诉已转由{case.unit.name}处理。"
    return told.label, told.text
