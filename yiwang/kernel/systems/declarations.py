"""Which acts, permissions, roles, events and jobs does this package declare?"""

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.organizations import roles
from yiwang.kernel.systems import happenings, tasks
from yiwang.kernel.systems.actions.telling import REGISTRAR, tell_registrars
from yiwang.kernel.systems.actions.webhooks import TRY

MANAGE = "systems.manage"


def declare() -> None:
    events.declare(
        systems__system_register="登记业务系统",
        systems__system_amend="修改业务系统登记信息",
        systems__system_suspend="停用业务系统",
        systems__system_resume="恢复业务系统",
        systems__token_issue="签发接口令牌",  # noqa: S106 - the name of an act
        systems__token_revoke="吊销接口令牌",  # noqa: S106 - the name of an act
        systems__call_refuse="拒绝接口调用",
        systems__webhook_set="设置回调地址",
        systems__webhook_remove="取消回调",
        systems__webhook_renew="更换回调密钥",
        systems__webhook_try="测试回调",
        systems__call_fail="回调未能送达",
        systems__call_retry="重新推送",
        systems__call_drop="取消推送",
    )
    roles.describe(systems__manage="登记业务系统，签发令牌，设置回调")
    roles.declare(
        REGISTRAR,
        "系统登记员",
        (MANAGE,),
        description="登记本单位和下级单位的业务系统，签发和吊销接口令牌，设置回调地址。",
        second_factor=True,
    )
    happenings.declare(TRY, "回调测试")
    ticking.every("systems.deliver_calls", seconds=5, call=tasks.deliver_due, lease=120)
    ticking.every("systems.tidy", seconds=3600, call=tasks.tidy, lease=300)
    ticking.every("systems.tell_registrars", seconds=3600, call=tell_registrars)
