"""What does this room declare: its message, acts, roles, jobs, menu entries, to-dos?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.exchange import kinds, telling
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.exchange.kinds import Kind
from yiwang.kernel.organizations import roles
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.approvals.certificates import messages, queries, rules
from yiwang.subsystems.approvals.certificates.actions import renewing, showing

REGISTRAR = "certificate_registrar"


def declare() -> None:
    kinds.register(
        Kind(messages.CERTIFICATE, 1, "证照核验信息", exchange.SERVICE, messages.Certificate, showing.take)
    )
    _acts()
    roles.describe(
        approvals__certificate_keep="管理证照",
        approvals__certificate_register="维护证照种类和编号规则",
    )
    roles.declare(
        renewing.KEEPER,
        "证照管理员",
        may=(rules.KEEP,),
        description="发放、变更、延续、年检、暂扣、吊销、撤销、注销本单位及下属单位的证照。",
    )
    roles.declare(
        REGISTRAR,
        "证照种类管理员",
        may=(rules.KEEP, rules.REGISTER),
        description="维护证照种类、编号规则和延续、年检的规定。",
    )
    if settings.ZONE != "outer":
        ticking.every("certificates.expire_due", seconds=600, call=renewing.expire_due)
        ticking.every("certificates.remind", seconds=3600, call=renewing.remind)
        ticking.every("certificates.show_waiting", seconds=60, call=showing.show_waiting)
        telling.register_again("certificates", showing.owe_again)
    menu.register("证照管理", "certificates:list", "政务服务", rules.KEEP)
    todos.register(
        "certificates.renewals", "待决定的证照延续", queries.to_decide, "/office/certificates/?asked=on"
    )


def _acts() -> None:
    deeds = {f"certificates__certificate_{deed}": f"证照{label}" for deed, label in rules.EVENTS.items()}
    events.declare(
        **deeds,
        certificates__certificate_take="收到证照核验信息",
        certificates__certificate_remind="提醒证照到期",
        certificates__holder_read="查看完整持证人信息",
        certificates__kind_save="保存证照种类",
        certificates__list_export="导出证照",
    )
