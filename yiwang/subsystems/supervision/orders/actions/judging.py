"""What does whoever gave an order do with the answers: accept, return, grant time, visit, reopen?"""

from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import actions as cases
from yiwang.kernel.cases import rules as words
from yiwang.kernel.cases import standing
from yiwang.kernel.deadlines.moments import now, today
from yiwang.kernel.errors import Refused
from yiwang.kernel.files.models import StoredFile
from yiwang.subsystems.supervision.orders import mandates, reminding, rules, timing
from yiwang.subsystems.supervision.orders.actions.holding import held_by_judge, held_order, note
from yiwang.subsystems.supervision.orders.models import Delay, Duty, Order, Visit

DONE = "各单位反馈审核通过，督办事项销号。"


@transaction.atomic
def accept(by: Actor, duty_id: int, text: str = "") -> Duty:
    """The unit is done (销号); with the last one the order is closed.

    Raises Refused where nothing waits to be judged, naming who was quicker.
    """
    text = words.remark(text, "审核意见", longest=rules.REASON_LENGTH)
    duty = held_by_judge(by, duty_id)
    rules.check_reported(duty.state, duty.settled_by)
    _judge(duty, by, rules.ACCEPTED, text)
    duty.state, duty.ended_at = rules.ACCEPTED, now()
    duty.save(update_fields=["state", "ended_at", "settled_by"])
    pk = note(by, duty.order, "order_accept", f"{duty.unit.called}的反馈审核通过", text)
    reminding.tell_unit(duty, "督办反馈审核通过", text, f"supervision.accept:{pk}")
    record(by, "supervision.order_accept", duty, text=text)
    if not duty.order.duties.unsettled().exists():
        cases.close(by, duty.order.case_id, text=DONE)
    return duty


@transaction.atomic
def send_back(
    by: Actor, duty_id: int, reason: str, working_days: int | None = None, due_on: date | None = None
) -> Duty:
    """It is not done: the unit gets a new limit, whose time begins now."""
    reason = words.words(reason, "退回的理由", field="reason", longest=rules.REASON_LENGTH)
    duty = held_by_judge(by, duty_id)
    rules.check_reported(duty.state, duty.settled_by)
    _judge(duty, by, rules.RETURNED, reason)
    _begin_anew(duty, by, working_days, due_on)
    pk = note(by, duty.order, "order_return", f"退回{duty.unit.called}重办", reason)
    reminding.tell_unit(duty, "督办反馈被退回", reason, f"supervision.return:{pk}")
    record(by, "supervision.order_send_back", duty, reason=reason)
    return duty


@transaction.atomic
def grant_delay(by: Actor, delay_id: int, reply: str = "") -> Delay:
    """Raises Refused where the unit is done meanwhile, or the new end lies in a year without calendar."""
    reply = words.remark(reply, "批复意见", field="reply", longest=rules.REASON_LENGTH)
    delay = _held_delay(by, delay_id)
    timing.extend(delay, by.person)
    _settle(delay, by, rules.GRANTED, reply)
    return delay


@transaction.atomic
def refuse_delay(by: Actor, delay_id: int, reply: str) -> Delay:
    reply = words.words(reply, "不批准的理由", field="reply", longest=rules.REASON_LENGTH)
    delay = _held_delay(by, delay_id)
    _settle(delay, by, rules.REFUSED, reply)
    return delay


@transaction.atomic
def visit(by: Actor, order_id: int, text: str, files: Sequence[StoredFile] = ()) -> Visit:
    """Note what was seen on the spot (实地督查)."""
    text = words.words(text, "实地督查情况")
    order = held_order(order_id)
    mandates.require_judge(standing.post_of(by), order)
    if not order.case.is_open:
        raise Refused("督办已经办结，不能再登记实地督查。")
    seen = Visit.objects.create(order=order, at=now(), person=by.person[:80], text=text)
    seen.files.set(files)
    note(by, order, "order_visit", "实地督查", text)
    record(by, "supervision.order_visit", order, files=len(files))
    return seen


@transaction.atomic
def cancel(by: Actor, order_id: int, reason: str) -> Order:
    """Take the order back: no unit has to answer any more."""
    order = held_order(order_id)
    mandates.require_judge(standing.post_of(by), order)
    cases.terminate(by, order.case_id, reason)
    record(by, "supervision.order_cancel", order, reason=reason)
    return order


@transaction.atomic
def reopen(
    by: Actor,
    order_id: int,
    reason: str,
    units: Collection[int],
    working_days: int | None = None,
    due_on: date | None = None,
) -> Order:
    """What was closed was not done after all: these units have to answer again."""
    order = held_order(order_id)
    mandates.require_judge(standing.post_of(by), order)
    if order.case.is_open:
        raise Refused("督办还没有办结，不需要重新办理。")
    again = order.duties.filter(unit__in=units).select_for_update(of=("self",)).select_related("unit")
    duties = list(again)
    if not duties:
        raise Refused("请选择需要重新办理的单位。", field="units")
    for duty in duties:
        duty.order = order
        _begin_anew(duty, by, working_days, due_on)
    cases.reopen(by, order.case_id, reason)
    order.case.refresh_from_db()
    for duty in duties:
        reminding.tell_unit(duty, "督办重新办理", reason, f"supervision.reopen:{duty.pk}:{duty.clock_id}")
    record(by, "supervision.order_reopen", order, reason=reason, units=[duty.unit.name for duty in duties])
    return order


def _begin_anew(duty: Duty, by: Actor, working_days: int | None, due_on: date | None) -> None:
    limits = rules.limits(duty.order.case.number, working_days, due_on, today())
    duty.state, duty.ended_at, duty.reported_at, duty.progress = rules.OPEN, None, None, 0
    timing.start(duty, limits, by.person)
    duty.save()


def _judge(duty: Duty, by: Actor, verdict: str, text: str) -> None:
    duty.settled_by = by.person[:80]
    last = duty.feedback.filter(is_final=True).order_by("-pk").first()
    if last:
        last.verdict, last.verdict_text = verdict, text
        last.verdict_by, last.verdict_at = by.person[:80], now()
        last.save(update_fields=["verdict", "verdict_text", "verdict_by", "verdict_at"])


def _held_delay(by: Actor, delay_id: int) -> Delay:
    """With its duty, locked. Raises Refused where somebody settled it."""
    found = Delay.objects.filter(pk=delay_id).first()
    if found is None:
        raise Refused("没有找到这项延期申请，请刷新页面查看。")
    duty = held_by_judge(by, found.duty_id)
    delay = Delay.objects.select_for_update(of=("self",)).get(pk=delay_id)
    delay.duty = duty
    if delay.state != rules.ASKED:
        raise Refused(
            f"这项延期申请已由{delay.settled_by}处理（{delay.get_state_display()}），请刷新页面查看。"
        )
    return delay


def _settle(delay: Delay, by: Actor, state: str, reply: str) -> None:
    delay.state, delay.reply = state, reply
    delay.settled_at, delay.settled_by = now(), by.person[:80]
    delay.save(update_fields=["state", "reply", "settled_at", "settled_by"])
    duty = delay.duty
    what = f"{rules.DELAY_STATES[state]}延期{delay.days}天"
    pk = note(by, duty.order, "order_delay_settle", f"{duty.unit.called}：{what}", reply)
    reminding.tell_unit(duty, f"督办{what}", reply, f"supervision.delay_settled:{pk}")
    record(by, "supervision.order_settle_delay", duty, days=delay.days, state=state, reply=reply)
