"""What does the inspection declare: its roles, acts, jobs, to-dos, pages?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.findings import reports
from yiwang.kernel.organizations import roles
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.portal.inspection import letters, rules, tasks, waiting


def declare() -> None:
    _acts()
    _roles()
    reports.register(letters.INDICATOR, letters.unanswered)
    if settings.ZONE != "outer":
        ticking.every("portal.visit_homes", seconds=3600, call=tasks.visit_homes, lease=900)
        ticking.every("portal.begin_inspections", seconds=3600, call=tasks.begin_daily)
        ticking.every("portal.go_on_inspecting", seconds=10, call=tasks.go_on)
        ticking.every("portal.tidy_inspections", seconds=86_400, call=tasks.tidy, lease=1800)
    menu.register("网站检查", "portal_inspection:sites", "信息发布", rules.READ)
    menu.register("网站问题整改", "portal_inspection:problems", "信息发布", rules.READ)
    menu.register("网站专项检查", "portal_inspection:rounds", "信息发布", rules.READ)
    todos.register(
        "portal.rectify",
        "待整改的网站问题",
        waiting.to_rectify,
        "/office/portal/inspections/problems/?state=open",
    )


def _acts() -> None:
    events.declare(
        portal__watched_add="登记受检网站",
        portal__watched_change="修改受检网站",
        portal__inspection_begin="发起网站检查",
        portal__inspection_end="网站检查结束",
        portal__inspection_stop="停止网站检查",
        portal__problem_claim="报告网站问题整改情况",
        portal__problem_dismiss="认定网站问题不成立",
        portal__indicator_set="调整网站检查指标",
        portal__round_open="组织网站专项检查",
        portal__round_list="填报网站自查问题",
        portal__round_put_right="填报网站自查问题整改情况",
        portal__round_hand_in="报送网站自查问题清单",
        portal__round_close="结束网站专项检查",
    )


def _roles() -> None:
    roles.describe(
        portal__inspection_read="查看网站检查情况",
        portal__inspection_run="登记网站、发起检查、组织专项检查",
        portal__inspection_rectify="整改网站问题、报送自查清单",
    )
    roles.declare(
        rules.INSPECTOR,
        "网站检查员",
        may=(rules.READ, rules.INSPECT),
        description="登记本单位及下属单位的网站，发起检查，认定问题，组织专项检查和通报。",
    )
    roles.declare(
        rules.KEEPER,
        "网站责任人",
        may=(rules.READ, rules.RECTIFY),
        description="查看本单位及下属单位网站的检查情况，整改问题，报送自查清单。",
    )
