"""Which acts, roles, messages, jobs and pages does this room declare?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.exchange import followers, kinds
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.exchange.kinds import Kind
from yiwang.kernel.files import holders
from yiwang.kernel.intake import panels as progress_page
from yiwang.kernel.organizations import roles
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.approvals.payments import drivers, limits, messages, panels, receipts, rules, waiting
from yiwang.subsystems.approvals.payments.actions import (
    giving_back,
    owing,
    payables,
    paying,
    reconciling,
    refunding,
    settling,
    statements,
    vouchers,
)
from yiwang.subsystems.approvals.payments.sandbox import paying as sandbox
from yiwang.subsystems.approvals.payments.sandbox.gateway import Sandbox


def declare() -> None:
    _acts()
    _roles()
    for code, label, body, take in (
        (messages.BILL, "缴款通知", messages.Bill, payables.take_bill),
        (messages.PAYMENT, "缴款到账", messages.Payment, settling.take_payment),
        (messages.REFUND, "退款指令", messages.Refund, giving_back.take_refund),
        (messages.REFUNDED, "退款结果", messages.Refunded, refunding.take_refunded),
        (messages.STATEMENT, "支付对账单", messages.Statement, reconciling.take_statement),
    ):
        kinds.register(Kind(code, 1, label, exchange.SERVICE, body, take))
    followers.register(receipts.hear)
    holders.register("payments.voucher", waiting.shows_file, waiting.held_files)
    progress_page.register("payments.bills", panels.PROGRESS)
    menu.register("缴费管理", "payments:bills", "政务服务", rules.READ)
    menu.register("缴费对账", "payments:statements", "政务服务", rules.RECONCILE)
    todos.register("payments.refunds", "待复核的退款", waiting.to_approve, "/office/payments/")
    _jobs()


def _jobs() -> None:
    ticking.every("payments.hand_over", seconds=30, call=owing.hand_over_waiting)
    ticking.every("payments.hand_over_stuck", seconds=3600, call=owing.hand_over_stuck)
    if settings.ZONE != "outer":
        ticking.every("payments.draw_vouchers", seconds=30, call=vouchers.draw_due)
    if settings.ZONE != "inner":
        ticking.every("payments.ask_about_open", seconds=30, call=paying.ask_about_open)
        ticking.every("payments.give_back", seconds=30, call=giving_back.give_back_due)
        ticking.every("payments.fetch_statements", seconds=3600, call=statements.fetch_missing)
        if Sandbox.code == limits.DRIVER:
            drivers.register(Sandbox())
            ticking.every("payments.sandbox_notify", seconds=10, call=sandbox.notify_due)


def _roles() -> None:
    roles.describe(
        payments__read="查看缴费",
        payments__demand="开具缴款通知",
        payments__collect="窗口收款、申请退款",
        payments__refund_approve="复核退款",
        payments__reconcile="缴费对账",
    )
    roles.declare(
        rules.CASHIER,
        "收费员",
        may=(rules.READ, rules.DEMAND, rules.COLLECT, rules.RECONCILE),
        description="开具缴款通知、在窗口收款、申请退款、每日对账。",
    )


def _acts() -> None:
    events.declare(
        payments__bill_send="开具缴款通知",
        payments__bill_void="撤销缴款通知",
        payments__bill_take="收到缴款通知",
        payments__order_begin="发起网上缴费",
        payments__order_pay="网上缴费成功",
        payments__order_fail="网上缴费未成功",
        payments__order_lapse="关闭过期支付订单",
        payments__payment_book="登记缴款",
        payments__voucher_draw="生成缴费凭证",
        payments__refund_ask="申请退款",
        payments__refund_approve="复核同意退款",
        payments__refund_decline="复核不同意退款",
        payments__refund_take="收到退款指令",
        payments__refund_order_end="支付渠道退款结果",
        payments__refund_end="收到退款结果",
        payments__statement_send="送出支付对账单",
        payments__statement_compare="对账",
        payments__difference_settle="处理对账差异",
        payments__owed_fail="缴费信息转送未成",
        payments__owed_retry="重新转送缴费信息",
        payments__notice_refuse="拒绝无效的支付通知",
    )
