"""What do contests declare: acts, files, kind of publication, to-dos, pages? Roles: the inspection's."""

from yiwang.kernel.audit import events
from yiwang.kernel.files import holders
from yiwang.kernel.publications import kinds
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.portal.contests import attached, waiting
from yiwang.subsystems.portal.contests.actions.telling import KIND
from yiwang.subsystems.portal.inspection.rules import READ


def declare() -> None:
    _acts()
    kinds.declare(**{KIND: "网站评比"})
    holders.register("portal.contest", attached.visible, attached.references)
    menu.register("网站评比", "portal_contests:contests", "信息发布", READ)
    menu.register("上级通报问题", "portal_contests:problems", "信息发布", READ)
    todos.register("portal.contest_reports", "待报送的网站自评", waiting.to_report, "/office/contests/")
    todos.register("portal.contest_sheets", "待评分的参评网站", waiting.to_mark, "/office/contests/")
    todos.register(
        "portal.reported", "待整改的上级通报问题", waiting.to_put_right, "/office/contests/problems/"
    )


def _acts() -> None:
    events.declare(
        portal__contest_draft="起草网站评比",
        portal__contest_change="修改网站评比",
        portal__contest_scheme="调整评比指标",
        portal__contest_enter="列入参评网站",
        portal__contest_leave_out="移出参评网站",
        portal__contest_jury="调整评比评委",
        portal__contest_announce="启动网站评比",
        portal__contest_report="报送网站自评报告",
        portal__contest_count="统计评比数据",
        portal__contest_mark="评委为网站评分",
        portal__contest_show="告知评比得分",
        portal__contest_object="对评比得分申诉",
        portal__contest_answer="答复评比申诉",
        portal__contest_finish="公布评比结果",
        portal__contest_call_off="停止评比",
        portal__report_take_in="导入上级通报问题",
        portal__report_claim="报告通报问题整改情况",
        portal__report_look_at="核实通报问题整改情况",
    )
