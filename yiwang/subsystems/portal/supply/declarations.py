"""What does supply declare: its role, acts, jobs, to-dos, figures, pages?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.files import holders
from yiwang.kernel.organizations import roles
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.portal import checks, originals
from yiwang.subsystems.portal.rules import WRITE
from yiwang.subsystems.portal.supply import attached, figures, judging, published, rules, waiting
from yiwang.subsystems.portal.supply.actions import following, reminding, subscribing


def declare() -> None:
    _acts()
    roles.describe(portal__supply_adopt="采用、退回报送的稿件，订阅其他网站的栏目")
    roles.declare(
        rules.EDITOR,
        "信息采用编辑",
        may=(WRITE, rules.ADOPT),
        description="采用或退回报送、推送到本单位及下属单位网站的稿件，订阅其他网站的栏目，设定信任的来源网站。",
    )
    figures.declare()
    originals.register(published.address_of)
    checks.register(judging.judge, judging.keep)
    holders.register("portal.proposal", attached.visible, attached.references)
    if settings.ZONE != "outer":  # no article lies outside
        ticking.every("portal.follow_originals", seconds=10, call=following.follow_due)
        ticking.every("portal.collect_subscribed", seconds=30, call=subscribing.collect_due)
        ticking.every("portal.look_after_columns", seconds=3600, call=reminding.look_after_columns, lease=900)
    menu.register("信息报送", "portal_supply:received", "信息发布", WRITE)
    menu.register("栏目更新", "portal_supply:duties", "信息发布", WRITE)
    here = "/office/supply/"
    todos.register("portal.adopt", "待采用的稿件", waiting.to_decide, f"{here}?state=waiting")
    todos.register("portal.recheck", "原稿有变化的采用稿件", waiting.to_check, f"{here}?state=changed")
    todos.register(
        "portal.supply_returned", "报送后退回的稿件", waiting.returned, f"{here}offered/?state=returned"
    )


def _acts() -> None:
    events.declare(
        portal__supply_offer="报送稿件",
        portal__supply_fetch="订阅取得稿件",
        portal__supply_take_back="撤回报送",
        portal__supply_adopt="采用稿件",
        portal__supply_return="退回报送的稿件",
        portal__supply_follow="副本随原稿变化",
        portal__supply_change="发现原稿变化",
        portal__supply_settle="核对原稿变化",
        portal__supply_subscribe="订阅栏目",
        portal__supply_switch="启用或停用订阅",
        portal__supply_trust="信任来源网站",
        portal__supply_distrust="取消信任来源网站",
        portal__supply_weigh="设定报送分值",
        portal__duty_lapse="栏目更新超期",
        portal__duty_resume="栏目恢复更新",
    )
