"""Which acts, roles, jobs, pages and followers does static publishing declare?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.exchange import kinds
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.organizations import roles
from yiwang.kernel.publications import followers
from yiwang.kernel.workbench import menu
from yiwang.subsystems.portal import lists
from yiwang.subsystems.portal.pages import making, messages, rules, stretches, tasks
from yiwang.subsystems.portal.pages.actions import crossing, taking


def declare() -> None:
    lists.register(lists.Keeper(stretches.part, stretches.number_of_page))
    followers.register(making.follow)
    kinds.register(kinds.Kind(messages.BUNDLE, 1, "公开页面", exchange.SERVICE, messages.Bundle, taking.take))
    _acts()
    _roles()
    ticking.every("pages.make_due", seconds=1, call=tasks.make_due, lease=tasks.LEASE)
    if settings.ZONE == "inner":
        ticking.every("portal.send_pages", seconds=2, call=crossing.send_changes, lease=600)
    if settings.ZONE != "outer":
        ticking.every("portal.split_lists", seconds=3600, call=tasks.split_lists)
    ticking.every("pages.look_again", seconds=30, call=tasks.look_again)
    ticking.every("pages.tidy", seconds=86_400, call=tasks.tidy, lease=1800)
    if settings.ZONE != "outer":
        menu.register("静态发布", "portal_pages:overview", "信息发布", rules.READ)


def _acts() -> None:
    events.declare(
        portal__pages_remake="重新生成静态页面",
        portal__pages_send_again="向外网重发全部静态页面",
        portal__pages_take="接收内网的静态页面",
    )


def _roles() -> None:
    roles.describe(
        portal__pages_read="查看静态发布情况",
        portal__pages_manage="重新生成静态页面",
    )
    roles.declare(
        rules.KEEPER,
        "静态发布管理",
        may=(rules.READ, rules.MANAGE),
        description="查看静态页面的生成情况和失败原因，重新生成页面。",
    )
