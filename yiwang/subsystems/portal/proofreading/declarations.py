"""Which acts, roles, jobs and menu entries does this room declare (checks before publishing, words)?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.organizations import roles
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.portal import checks
from yiwang.subsystems.portal import rules as portal
from yiwang.subsystems.portal.inspection.judging import words
from yiwang.subsystems.portal.proofreading import house, norm, rules, tasks, waiting
from yiwang.subsystems.portal.proofreading.actions import keeping


def declare() -> None:
    _acts()
    _roles()
    checks.register(norm.judge, keeping.keep)
    words.keep_house(house.in_force)
    if settings.ZONE != "outer":  # no article lies outside
        ticking.every("portal.open_links", seconds=15, call=tasks.open_links, lease=600)
        ticking.every("portal.look_again", seconds=20, call=tasks.look_again)
    menu.register("发布检查规范", "portal_proofreading:checks", "信息发布", rules.READ)
    menu.register("词表和名单", "portal_proofreading:words", "信息发布", rules.READ)
    menu.register("已发布内容差错", "portal_proofreading:standing", "信息发布", rules.READ)
    todos.register(
        "portal.standing",
        "已发布内容中的严重差错",
        waiting.serious,
        "/office/portal/checks/published/?grade=serious",
    )


def _acts() -> None:
    events.declare(
        portal__check_override="未修改仍发布",
        portal__secrecy_review="保密审查",
        portal__word_spare="稿件内忽略校对提示",
        portal__word_keep="登记词表",
        portal__word_drop="删除词表条目",
        portal__leader_keep="登记领导姓名职务",
        portal__leader_drop="删除领导姓名职务",
        portal__check_set="调整发布检查规范",
    )


def _roles() -> None:
    roles.describe(
        portal__check_read="查看发布检查规范、词表和已发布内容差错",
        portal__check_set="调整发布检查规范",
        portal__words_keep="维护词表、领导姓名职务",
        portal__secrecy_review="稿件保密审查",
    )
    roles.declare(
        "portal_proofreader",
        "校对管理",
        may=(rules.READ, rules.SET, rules.WORDS),
        description="维护全市词表、领导姓名职务和发布检查规范，查看已发布内容中的差错。",
    )
    roles.declare(
        "portal_secrecy_reviewer",
        "信息公开保密审查",
        may=(portal.WRITE, rules.READ, rules.SECRECY),
        description="对拟公开的稿件做保密审查并记录结论；不能审查自己修改或送审的稿件。",
    )
