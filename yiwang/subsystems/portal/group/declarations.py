"""What does the site group declare: its roles, acts, jobs, to-dos, pages?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.exchange import kinds as exchange
from yiwang.kernel.exchange import rules as exchange_rules
from yiwang.kernel.exchange import telling as zones
from yiwang.kernel.exchange.telling import Telling
from yiwang.kernel.files import holders
from yiwang.kernel.organizations import roles
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.portal import lost
from yiwang.subsystems.portal.group import messages, public, rules, waiting
from yiwang.subsystems.portal.group.actions import closings, importing, learning, telling
from yiwang.subsystems.portal.group.models import ToldPart, ToldSite
from yiwang.subsystems.portal.rules import SITES


def declare() -> None:
    _acts()
    _roles()
    lost.register(public.elsewhere)
    _crossing()
    holders.register("portal.group", waiting.visible, waiting.references)
    if settings.ZONE == "inner":
        ticking.every("portal.owe_sites", seconds=60, call=telling.owe_changes)
        ticking.every("portal.owe_sites_again", seconds=3600, call=telling.try_again)
        todos.register(
            "portal.untold_sites", "没有送达外网的网站信息", waiting.untold, "/office/portal/group/"
        )
    if settings.ZONE != "outer":
        ticking.every("portal.move_closing_sites", seconds=10, call=closings.move_due)
        ticking.every("portal.import_sites", seconds=5, call=importing.work_due, lease=3600)
    menu.register("网站群", "portal_group:sites", "信息发布", SITES)
    menu.register("网站开设", "portal_group:openings", "信息发布", SITES)
    menu.register("网站关停", "portal_group:closings", "信息发布", SITES)
    menu.register("内容导入", "portal_group:imports", "信息发布", rules.IMPORT)
    menu.register("批量替换链接", "portal_group:replace", "信息发布", SITES)
    todos.register(
        "portal.openings", "待审核的开设网站申请", waiting.to_decide, "/office/portal/group/openings/"
    )
    todos.register(
        "portal.closings", "临近期限的关停网站", waiting.to_close, "/office/portal/group/closings/"
    )
    todos.register(
        "portal.offline", "到期应恢复的网站", waiting.to_bring_back, "/office/portal/group/?state=offline"
    )


def _crossing() -> None:
    for code, label, body, take in (
        (messages.SITE, "网站信息", messages.Site, learning.take_site),
        (messages.ADDRESSES, "网站旧地址", messages.Addresses, learning.take_addresses),
    ):
        exchange.register(exchange.Kind(code, 1, label, exchange_rules.SERVICE, body, take))
    failed = "portal.group_untold"
    zones.register(Telling(messages.SITE, ToldSite, telling.site_said, ("site",), failed))
    zones.register(Telling(messages.ADDRESSES, ToldPart, telling.part_said, ("site", "number"), failed))


def _acts() -> None:
    events.declare(
        portal__group_untold="网站信息未送达外网",
        portal__site_learn="外网更新网站信息",
        portal__redirects_learn="外网更新网站旧地址",
        portal__opening_request="申请开设网站",
        portal__opening_approve="同意开设网站",
        portal__opening_refuse="不同意开设网站",
        portal__opening_numbers="登记网站编号",
        portal__opening_tick="完成开设准备",
        portal__guidance_note="记录建站指导",
        portal__filing_filed="网站备案",
        portal__filing_changed="变更网站备案",
        portal__filing_cancelled="注销网站备案",
        portal__site_take_offline="网站临时下线",
        portal__site_bring_back="恢复网站",
        portal__closing_plan="列入网站关停名单",
        portal__site_closing_drop="移出网站关停名单",
        portal__site_closing_notice="发布网站关停公告",
        portal__closing_map="设定内容接收栏目",
        portal__closing_move="开始迁移网站内容",
        portal__closing_moved="网站内容迁移完成",
        portal__site_close="关停网站",
        portal__edition_draw_up="新建网站版本",
        portal__edition_change="修改网站版本",
        portal__edition_test="记录网站版本测试",
        portal__site_switch_edition="切换网站版本",
        portal__redirect_add="登记旧地址或短链接",
        portal__redirect_remove="删除旧地址或短链接",
        portal__import_examine="试导入内容",
        portal__import_confirm="开始导入内容",
        portal__import_end="内容导入结束",
        portal__import_undo="开始撤销导入",
        portal__import_undone="撤销导入结束",
        portal__links_replace="批量替换链接",
        portal__article_relink="替换稿件链接",
    )


def _roles() -> None:
    roles.describe(
        portal__group_manage="审核开设、关停网站，记录建站指导",
        portal__site_import="从其他系统导入网站内容",
    )
    roles.declare(
        rules.MANAGER,
        "网站群管理",
        may=(rules.GROUP, SITES),
        description="审核本单位及下属单位网站的开设、临时下线和关停，记录指导，维护备案。",
    )
    roles.declare(
        rules.IMPORTER,
        "内容导入",
        may=(rules.IMPORT, SITES),
        description="把其他系统的内容导入本单位网站并直接公开，可以整批撤销。",
    )
