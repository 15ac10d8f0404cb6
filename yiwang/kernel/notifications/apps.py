from django.apps import AppConfig

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.organizations import roles


class NotificationsConfig(AppConfig):
    name = "yiwang.kernel.notifications"
    label = "notifications"
    verbose_name = "通知"

    def ready(self) -> None:
        from yiwang.kernel.notifications.tasks import deliver_due  # noqa: PLC0415 - apps are loaded first

        ticking.every("notifications.deliver_due", seconds=5, call=deliver_due, lease=20)
        roles.describe(notifications__outbox_manage="处理未送出的消息")
        roles.declare(
            "notifications_operator",
            "消息管理员",
            ("notifications.outbox_manage",),
            description="查看未送出的邮件和短信，重新发送或者取消。",
        )
        events.declare(
            notifications__preference_choose="选择接收消息的方式",
            notifications__message_fail="消息未能送出",
            notifications__message_retry="重新发送消息",
            notifications__message_drop="取消发送消息",
            notifications__channel_pause="消息通道中断",
        )
