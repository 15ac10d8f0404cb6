"""Outer side: how does somebody pay, and what is done about an order of which the gateway says nothing?"""

import secrets

from django.db import transaction

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import SYSTEM, Actor
from yiwang.kernel.deadlines.moments import local, now, shifted
from yiwang.kernel.errors import Refused
from yiwang.subsystems.approvals.payments import drivers, limits, rules
from yiwang.subsystems.approvals.payments.actions.hearing import take_notice
from yiwang.subsystems.approvals.payments.drivers.driver import Asked, Driver, UnreachableError
from yiwang.subsystems.approvals.payments.models import Order, Payable

State = Order.State
BATCH = 100


def begin(by: Actor, reference: str) -> Order:
    """An order with its way to pay; one that is open already is used again.

    Raises Refused where there is nothing to pay, it was paid meanwhile, or the gateway cannot be reached.
    """
    driver = drivers.chosen()
    if driver is None:
        raise Refused("目前不能网上缴费，请到窗口缴纳。")
    order = _opened(by, reference, driver)
    if order.way:
        return order
    payable = order.payable
    asked = Asked(
        order=order.number,
        amount=order.amount,
        subject=f"{payable.title} {payable.number}",
        back=f"/services/pay/{payable.reference}/",
        lapses_at=shifted(order.started_at, minutes=limits.ORDER_MINUTES),
    )
    try:
        way = driver.start(asked)
    except UnreachableError:
        raise Refused("支付渠道暂时没有响应，没有扣款，请稍后再试。") from None
    order.way = vars(way)
    Order.objects.filter(pk=order.pk, way={}).update(way=order.way)
    return order


@transaction.atomic
def _opened(by: Actor, reference: str, driver: Driver) -> Order:
    payable = Payable.objects.select_for_update().get(reference=reference)
    rules.check_payable(payable.state)
    moment = now()
    orders = payable.orders.all()
    if orders.filter(state=State.PAID).exists():
        raise Refused("已经支付，正在入账，请不要重复缴费；稍后刷新页面查看。")
    fresh = shifted(moment, minutes=-limits.ORDER_MINUTES // 2)
    usable = orders.open().filter(driver=driver.code, amount=payable.total, started_at__gt=fresh)
    order = usable.order_by("-pk").first()
    if order:
        return order
    order = Order.objects.create(
        payable=payable,
        number=f"{local(moment):%Y%m%d%H%M%S}{secrets.randbelow(10**10):010d}",
        driver=driver.code,
        amount=payable.total,
        started_at=moment,
        asked_at=moment,
    )
    record(by, "payments.order_begin", order, bill=payable.number, amount=order.amount)
    return order


def ask_about_open() -> int:
    """The regular job: the gateway is asked about what it has said nothing of; how many were decided."""
    before = shifted(now(), seconds=-limits.ASK_SECONDS)
    waiting = Order.objects.to_ask(before).values_list("pk", flat=True)
    return sum(asked(pk) for pk in list(waiting[:BATCH]))


def asked(order_id: int) -> bool:
    """Whether the order is decided now; an unreachable gateway decides nothing."""
    order = Order.objects.open().filter(pk=order_id).first()
    if order is None:
        return True
    Order.objects.filter(pk=order_id).update(asked_at=now())
    try:
        notice = drivers.known(order.driver).query(order.number)
    except (UnreachableError, Refused):
        return False
    if notice is not None:
        take_notice(order.driver, notice)
        return True
    return _lapsed(order_id)


@transaction.atomic
def _lapsed(order_id: int) -> bool:
    """Closed where it has been open too long; money that comes all the same is still taken."""
    order = Order.objects.open().select_for_update(of=("self",)).filter(pk=order_id).first()
    if order is None or order.started_at > shifted(now(), minutes=-limits.ORDER_MINUTES):
        return False
    order.state = State.LAPSED
    order.save(update_fields=["state"])
    record(SYSTEM, "payments.order_lapse", order)
    return True
