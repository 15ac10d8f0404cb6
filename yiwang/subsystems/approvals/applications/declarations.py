"""What does this room declare: its kinds, acts, roles, files, jobs, menu entries, to-dos, scopes?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.cases import kinds as cases
from yiwang.kernel.cases.terms import ACCEPTANCE
from yiwang.kernel.deadlines import subjects as clocks
from yiwang.kernel.deadlines import ticking, watchers
from yiwang.kernel.exchange import kinds as exchange
from yiwang.kernel.exchange import telling as zones
from yiwang.kernel.exchange.rules import SERVICE
from yiwang.kernel.files import holders
from yiwang.kernel.intake import kinds as intake
from yiwang.kernel.organizations import roles
from yiwang.kernel.systems import scopes
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.approvals.applications import (
    access,
    charging,
    crossing,
    deeds,
    messages,
    panels,
    rules,
    subjects,
    taking,
    waiting,
)
from yiwang.subsystems.approvals.applications.actions import (
    following,
    following_up,
    issuing,
    publishing,
    results,
    telling,
)
from yiwang.subsystems.approvals.payments import catalogues


def declare() -> None:
    _kinds()
    _acts()
    _roles()
    holders.register("approvals.paper", access.shows_paper, access.held_papers)
    watchers.watch(waiting.warn_of_follow_up, kind=following_up.CLOCK)
    watchers.watch(waiting.warn_of_publicity, kind=publishing.CLOCK)
    clocks.register(following_up.CLOCK, "差评整改", subjects.about_follow_ups)
    clocks.register(publishing.CLOCK, "许可结果公示", subjects.about_publicity)
    for code, label in rules.SCOPES.items():
        scopes.declare(code, label)
    if settings.ZONE != "outer":
        _jobs()
    menu.register("差评整改", "applications:follow_ups", "政务服务", rules.FOLLOW_UP)
    menu.register("许可结果公示", "applications:publicity_list", "政务服务", rules.PUBLISH)
    todos.register(
        "approvals.follow_ups", "待整改的差评", waiting.follow_ups, "/office/applications/follow-ups/"
    )
    todos.register(
        "approvals.publicity", "待核对的许可公示", waiting.publicity, "/office/applications/publicity/"
    )


def _kinds() -> None:
    intake.register(
        intake.Kind(
            code=rules.KIND,
            label=rules.LABEL,
            prefix=rules.PREFIX,
            body=messages.Application,
            take=taking.take,
            take_supplement=taking.take_supplement,
            take_withdrawal=taking.take_withdrawal,
            take_rating=taking.take_rating,
            most_files=rules.MOST_FILES,
            entered=crossing.known_outside,
            private=crossing.PRIVATE,
            promise="材料齐全的当场受理；需要补正的，5个工作日内一次性告知。",
        )
    )
    cases.register(
        cases.Kind(
            code=rules.KIND,
            label=rules.LABEL,
            prefix=rules.CASE_PREFIX,
            told=following.told,
            happened=following.happened,
            acceptance=ACCEPTANCE,
            is_deemed_accepted=True,
            panels=panels.PANELS,
            deeds=deeds.DEEDS,
        )
    )
    exchange.register(
        exchange.Kind(messages.RESULT, 1, "许可结果公示", SERVICE, messages.Result, results.take_result)
    )
    catalogues.register(rules.KIND, catalogues.Catalogue(charging.fees, charging.submission))


def _jobs() -> None:
    ticking.every("approvals.tell_applicants", seconds=30, call=telling.send_waiting)
    ticking.every("approvals.draw_papers", seconds=60, call=issuing.draw_waiting)
    ticking.every("approvals.publish_licences", seconds=600, call=publishing.publish_due)
    zones.register_again("approvals.results", publishing.tell_all_again)
    ticking.every("approvals.start_publicity", seconds=3600, call=publishing.start_untimed)
    ticking.every("approvals.start_follow_ups", seconds=3600, call=following_up.start_untimed)


def _roles() -> None:
    roles.describe(
        approvals__rating_follow_up="办理差评整改",
        approvals__licence_publish="办理许可结果公示",
    )
    roles.declare(
        "rating_supervisor",
        "差评整改员",
        may=(rules.FOLLOW_UP,),
        description="对本单位及下属单位的差评回访、核实、报整改结果。",
    )
    roles.declare(
        "licence_publisher",
        "许可公示员",
        may=(rules.PUBLISH,),
        description="核对、公示、撤下本单位及下属单位的行政许可结果，导出双公示数据。",
    )


def _acts() -> None:
    events.declare(
        approvals__application_register="登记办事申请",
        approvals__application_fail="办事申请未能收件",
        approvals__application_same="办事申请重复提交",
        approvals__supplement_late="补正逾期到达",
        approvals__withdrawal_late="撤回逾期到达",
        approvals__telling_fail="向申请人反馈未成",
        approvals__telling_retry="重新向申请人反馈",
        approvals__paper_draw="生成文书",
        approvals__paper_fail="文书未能生成",
        approvals__certificate_award="制作证照",
        approvals__tracking_note="登记邮件号码",
        approvals__follow_up_open="差评转整改",
        approvals__follow_up_call="差评回访",
        approvals__follow_up_close="差评整改办结",
        approvals__publicity_publish="公示许可结果",
        approvals__publicity_correct="更正许可公示内容",
        approvals__publicity_exempt="许可结果不予公示",
        approvals__publicity_withdraw="撤下许可公示",
        approvals__publicity_export="导出双公示数据",
        approvals__objects_read="对接系统读取办件数据",
        approvals__result_take="收到许可公示",
    )
