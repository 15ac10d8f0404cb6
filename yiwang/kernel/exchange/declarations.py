"""Which acts, permissions, roles, kinds and jobs does this package declare?"""

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.exchange import followers, hooks, inbox, kinds, queries, rules, tasks
from yiwang.kernel.exchange.actions import telling
from yiwang.kernel.exchange.actions.following import CLERK
from yiwang.kernel.exchange.kinds import Kind
from yiwang.kernel.exchange.messages import Document, Information
from yiwang.kernel.exchange.rules import COUNT, MANAGE, USE
from yiwang.kernel.files import holders
from yiwang.kernel.organizations import roles


def declare() -> None:
    _acts()
    _roles()
    kinds.register(Kind("exchange.document", 1, "公文", rules.DOCUMENT, Document))
    kinds.register(Kind("exchange.information", 1, "信息", rules.INFORMATION, Information))
    holders.register("exchange.envelope", visible=queries.holds_file, references=queries.held_files)
    inbox.register()
    hooks.register()
    followers.register(telling.hear)
    ticking.every("exchange.tell_zones", seconds=30, call=telling.tell_waiting)
    ticking.every("exchange.sweep_waiting", seconds=5, call=tasks.sweep_waiting, lease=120)
    ticking.every("exchange.follow_receipts", seconds=5, call=tasks.follow_receipts, lease=120)


def _acts() -> None:
    events.declare(
        exchange__envelope_send="发送",
        exchange__envelope_deliver="送达",
        exchange__envelope_refuse="拒收",
        exchange__envelope_urge="催收",
        exchange__envelope_withdraw="撤回",
        exchange__envelope_export="导出凭证",
        exchange__delivery_open="打开来件",
        exchange__delivery_sign="签收",
        exchange__delivery_return="退回来件",
        exchange__receipt_take="收到回执",
        exchange__draft_keep="保存草稿",
        exchange__draft_discard="删除草稿",
        exchange__group_make="新建地址组",
        exchange__group_change="修改地址组",
        exchange__group_remove="删除地址组",
        exchange__classified_stop="拦截涉密内容",
        exchange__zones_tell_again="重新告知另一网区",
    )


def _roles() -> None:
    roles.describe(
        exchange__mail_handle="收发本单位公文和信息",
        exchange__groups_manage="维护全市地址组",
        exchange__statistics_read="查看公文和信息交换统计",
    )
    roles.declare(
        CLERK, "收发员", (USE, COUNT), description="发送、签收、退回、催收、撤回本单位的公文和信息。"
    )
    roles.declare(
        "exchange_manager",
        "交换管理员",
        (MANAGE, COUNT),
        description="维护全市通用的地址组，查看交换统计。",
    )
    roles.declare("secrecy_officer", "保密员", (), description="收到涉密内容拦截的告警。")
