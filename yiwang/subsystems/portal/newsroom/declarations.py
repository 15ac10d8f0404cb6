"""What does the newsroom declare: its role, acts, files, to-dos, figure, pages?"""

from yiwang.kernel.audit import events
from yiwang.kernel.files import holders
from yiwang.kernel.organizations import roles
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.portal.newsroom import attached, figures, rules, waiting
from yiwang.subsystems.portal.rules import WRITE


def declare() -> None:
    _acts()
    roles.describe(portal__newsroom_manage="派遣采访人员、管理图片和文字资料库")
    roles.declare(
        rules.CHIEF,
        "采访派遣",
        may=(WRITE, rules.MANAGE),
        description="派遣本单位及下属单位的采访人员，登记完成和取消，管理图片和文字资料库。",
    )
    figures.declare()
    holders.register("portal.material", attached.visible, attached.references)
    menu.register("采访派遣", "portal_newsroom:assignments", "信息发布", WRITE)
    menu.register("资料库", "portal_newsroom:archive", "信息发布", WRITE)
    todos.register("portal.assignments", "我的采访任务", waiting.to_report, "/office/newsroom/?mine=1")


def _acts() -> None:
    events.declare(
        portal__assignment_make="派遣采访",
        portal__assignment_change="调整采访任务",
        portal__assignment_complete="登记采访完成",
        portal__assignment_cancel="取消采访任务",
        portal__assignment_link="关联采访稿件",
        portal__material_keep="存入资料库",
        portal__material_describe="修改资料说明",
        portal__material_delete="删除资料",
        portal__material_pick="选用图片资料",
        portal__material_use="资料用于稿件",
    )
