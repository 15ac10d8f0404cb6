"""Which acts, roles, jobs and menu entries do the channels declare?"""

from collections.abc import Mapping

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.exchange import kinds as exchange
from yiwang.kernel.exchange import rules as exchange_rules
from yiwang.kernel.notifications import headers
from yiwang.kernel.organizations import roles
from yiwang.kernel.workbench import menu
from yiwang.subsystems.portal.channels import addresses, messages, rules, sites, wording
from yiwang.subsystems.portal.channels.actions import counting, digests, subscribing, telling


def declare() -> None:
    events.declare(
        portal__subscription_confirm="确认订阅",
        portal__subscription_change="修改订阅",
        portal__subscription_end="结束订阅",
        portal__subscription_forget="清除未确认的订阅",
        portal__subscription_counts_take="收到订阅统计",
        portal__digests_send="发出订阅摘要",
        portal__news_take="收到可订阅内容",
        portal__maintenance_begin="网站开始维护",
        portal__maintenance_end="网站结束维护",
    )
    roles.describe(portal__subscription_read="查看信息订阅情况")
    roles.declare(
        rules.KEEPER,
        "订阅管理员",
        may=(rules.MANAGE,),
        description="查看本单位网站的订阅人数、订阅内容和发送情况；看不到完整的邮箱和手机号。",
    )
    counts = exchange.Kind(
        messages.COUNTS, 1, "订阅统计", exchange_rules.SERVICE, messages.Counts, counting.take_counts
    )
    news = exchange.Kind(
        messages.NEWS, 1, "可订阅内容", exchange_rules.SERVICE, messages.News, telling.take_news
    )
    exchange.register(counts)
    exchange.register(news)
    headers.register(wording.DIGEST, way_out)
    if settings.ZONE == "inner":
        ticking.every("channels.tell_outside", seconds=60, call=telling.tell_outside)
    else:  # subscriptions are outside
        ticking.every("channels.forget_told", seconds=86_400, call=telling.forget_told)
        ticking.every("channels.send_digests", seconds=60, call=digests.send_due)
        ticking.every("channels.judge_digests", seconds=60, call=digests.judge_sent)
        ticking.every("channels.forget_unanswered", seconds=3600, call=subscribing.forget_unanswered)
        ticking.every("channels.count_subscriptions", seconds=3600, call=counting.count)
    menu.register("信息订阅", "portal_channels:subscriptions", "信息发布", rules.MANAGE)


def way_out(key: str) -> Mapping[str, str]:
    """RFC 8058: mail programs offer one click, without opening a page."""
    number = key.removeprefix(wording.DIGEST).partition(":")[0]
    address = sites.own(f"/subscriptions/{addresses.token_of(int(number))}/end/")
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
