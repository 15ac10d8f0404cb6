"""Which acts, roles, messages, jobs and pages does this room declare?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.cases import rules as cases
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.exchange import kinds, telling
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.exchange.kinds import Kind
from yiwang.kernel.organizations import roles
from yiwang.kernel.workbench import menu
from yiwang.subsystems.approvals.counter import messages, panels, rules
from yiwang.subsystems.approvals.counter.actions import arriving, halls, owing, queueing
from yiwang.subsystems.approvals.payments import rules as payments


def declare() -> None:
    _acts()
    _roles()
    kinds.register(
        Kind(messages.HALL, 1, "大厅预约安排", exchange.SERVICE, messages.Hall, arriving.take_hall)
    )
    kinds.register(
        Kind(
            messages.APPOINTMENT,
            1,
            "窗口预约",
            exchange.SERVICE,
            messages.Appointment,
            arriving.take_appointment,
        )
    )
    panels.add_to_applications()
    menu.register("窗口服务", "counter:desk", "政务服务", rules.SERVE)
    menu.register("大厅管理", "counter:halls", "政务服务", rules.MANAGE)
    ticking.every("counter.send_waiting", seconds=30, call=owing.send_waiting)
    if settings.ZONE != "outer":
        ticking.every("counter.end_past_days", seconds=3600, call=queueing.end_past_days)
        telling.register_again("counter", halls.tell_all_again)


def _roles() -> None:
    roles.describe(counter__serve="窗口服务", counter__manage="管理大厅、窗口和业务")
    roles.declare(
        rules.CLERK,
        "窗口工作人员",
        may=(rules.SERVE, cases.HANDLE, payments.READ, payments.DEMAND),
        description="叫号、收件、补正、核对原件、送达结果、开具缴款通知。",
    )
    roles.declare(
        rules.MANAGER,
        "大厅管理员",
        may=(rules.SERVE, rules.MANAGE, payments.READ, payments.APPROVE),
        description="设置大厅、窗口和业务，查看窗口统计，复核退款。",
    )


def _acts() -> None:
    events.declare(
        counter__hall_open="新设大厅",
        counter__hall_change="修改大厅",
        counter__hall_take="收到大厅预约安排",
        counter__service_put="设置窗口业务",
        counter__window_put="设置窗口",
        counter__window_sit="窗口上岗",
        counter__window_leave="窗口离岗",
        counter__window_free="请窗口离岗",
        counter__window_pause="窗口暂停或恢复",
        counter__ticket_take="取号",
        counter__ticket_call="叫号",
        counter__ticket_call_again="重呼",
        counter__ticket_start="开始办理",
        counter__ticket_finish="办完",
        counter__ticket_skip="过号",
        counter__ticket_requeue="过号重新排队",
        counter__ticket_transfer="转办",
        counter__day_end="清理往日未办的号",
        counter__bookings_miss="登记预约未到场",
        counter__booking_take="收到窗口预约",
        counter__booking_arrive="预约到场",
        counter__appointment_book="预约窗口",
        counter__appointment_cancel="取消窗口预约",
        counter__application_take="窗口收件",
        counter__supplement_take="窗口收取补正",
        counter__originals_check="窗口核对原件",
        counter__case_look="窗口查看办件",
        counter__result_hand_over="窗口送达结果",
    )
