"""How is an order held while it is changed, and how does a deed enter its history?"""

from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases import standing
from yiwang.kernel.cases.actions.holding import held
from yiwang.kernel.cases.history import Line, enter
from yiwang.kernel.errors import Refused
from yiwang.kernel.organizations.models import Post
from yiwang.subsystems.supervision.orders import mandates
from yiwang.subsystems.supervision.orders.models import Duty, Order

GONE = "没有找到这项督办任务，请刷新页面查看。"


def held_order(order_id: int) -> Order:
    """The order with its case, locked until the commit."""
    order = Order.objects.filter(pk=order_id).first()
    if order is None:
        raise Refused(GONE)
    order.case = held(order.case_id)
    return order


def held_duty(duty_id: int) -> Duty:
    """The duty with its order and case, all locked."""
    found = Duty.objects.filter(pk=duty_id).first()
    if found is None:
        raise Refused(GONE)
    order = held_order(found.order_id)
    locked = Duty.objects.select_for_update(of=("self",)).select_related("unit", "clock")
    duty = locked.get(pk=duty_id)
    duty.order = order
    return duty


def held_by_unit(by: Actor, duty_id: int) -> tuple[Duty, Post]:
    """For a deed of the unit that has to answer."""
    duty = held_duty(duty_id)
    post = standing.post_of(by)
    mandates.require_answer(post, duty)
    return duty, post


def held_by_judge(by: Actor, duty_id: int) -> Duty:
    """For a deed of whoever gave the order."""
    duty = held_duty(duty_id)
    mandates.require_judge(standing.post_of(by), duty.order)
    return duty


def note(by: Actor, order: Order, kind: str, label: str, text: str = "") -> int:
    """A line in the history of the case; its id."""
    return enter(by, order.case, Line(kind, label, text)).pk
