"""What does this room declare: its kind, acts, roles, files, figures, jobs and pages?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.cases import kinds as cases
from yiwang.kernel.cases import rules as case_rules
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.exchange import kinds as exchange
from yiwang.kernel.exchange import rules as exchange_rules
from yiwang.kernel.exchange import telling
from yiwang.kernel.exchange.telling import Said, Telling
from yiwang.kernel.files import holders
from yiwang.kernel.intake import kinds as intake
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.disclosure.requests import (
    following,
    indicators,
    messages,
    outside,
    progress,
    results,
    rules,
    taking,
    waiting,
    wanted,
)
from yiwang.subsystems.disclosure.requests.actions import consulting, desks, issuing
from yiwang.subsystems.disclosure.requests.models import Desk, Request
from yiwang.subsystems.disclosure.requests.reminding import OFFICE, address_of

PROMISE = (
    "本机关与您确认收到后登记，自收到申请之日起20个工作日内答复；需要延长的最多延长20个工作日并告知您"
    "（《政府信息公开条例》第三十三条）。"
)
# Of what an official enters the outer zone gets no word of what was asked, nor who asked.
SHOWN = ("organ", "organ_name", "applicant_kind", "applicant_label", "form_label", "way_label")


def declare() -> None:
    _kinds()
    exchange.register(
        exchange.Kind(
            messages.DESK, 1, "信息公开受理机构", exchange_rules.SERVICE, messages.DeskTold, outside.take_desk
        )
    )
    telling.register(Telling(messages.DESK, Desk, _said, ("code",), "disclosure.desk_fail"))
    _acts()
    _roles()
    holders.register("disclosure.request", waiting.visible, waiting.references)
    indicators.declare()
    wanted.declare()
    if settings.ZONE != "outer":
        ticking.every("disclosure.lapse_opinions", seconds=1_800, call=consulting.lapse_due)
        ticking.every("disclosure.draw_papers", seconds=600, call=issuing.draw_waiting)
    menu.register("依申请公开", "disclosure_requests:request_list", "政务服务", rules.READ)
    menu.register("公开年报统计", "disclosure_requests:report", "监督", rules.REPORT)
    menu.register("公开受理机构", "disclosure_requests:desk_list", "政务服务", rules.KEEP)
    todos.register("disclosure.review", "待审查的公开申请", waiting.to_review, OFFICE)
    todos.register("disclosure.answer", "待答复的公开申请", waiting.to_answer, OFFICE)
    todos.register("disclosure.judge", "待审核的公开答复", waiting.to_judge, OFFICE)
    todos.register("disclosure.advise", "待答复的征求意见", waiting.to_advise, f"{OFFICE}consultations/")


def _kinds() -> None:
    cases.register(
        cases.Kind(
            code=rules.KIND,
            label=rules.LABEL,
            prefix=rules.PREFIX,
            told=following.told,
            happened=following.happened,
            outcomes=results.REPLIES,
            refusals=frozenset(code for code in results.REPLIES if code in results.ADVERSE),
            acceptance=rules.ACCEPTANCE,
            is_deemed_accepted=True,
            runs_from_receipt=True,
            pauses=rules.PAUSES,
            pause_basis=rules.PAUSE_BASIS,
            links=_links,
        )
    )
    intake.register(
        intake.Kind(
            code=rules.KIND,
            label=rules.LABEL,
            prefix=rules.PREFIX,
            body=messages.Wanted,
            take=taking.take,
            take_supplement=taking.take_supplement,
            take_withdrawal=taking.take_withdrawal,
            take_rating=taking.take_rating,
            promise=PROMISE,
            panels=(progress.DUE,),
            entered=_entered,
            private=messages.PRIVATE,
        )
    )


def _said(desk: Desk) -> Said:
    return Said("信息公开受理机构", desks.said_of(desk))


def _entered(said: messages.Wanted) -> dict[str, object]:
    return {name: value for name, value in said.model_dump(mode="json").items() if name in SHOWN}


def _links(case: Case, post: Post) -> list[tuple[str, str]]:
    pk = Request.objects.visible_to(post).filter(case=case).values_list("pk", flat=True).first()
    return [("依申请公开", address_of(pk))] if pk else []


def _roles() -> None:
    roles.describe(
        disclosure__read="查看政府信息公开申请",
        disclosure__keep="登记信息公开受理机构",
        disclosure__report="查看公开年报统计",
    )
    handle = (rules.READ, rules.REPORT, case_rules.READ, case_rules.HANDLE)
    roles.declare(
        rules.CLERK,
        "依申请公开承办员",
        handle,
        description="确认、审查、办理本单位的政府信息公开申请，告知补正，征求意见，起草答复，登记送达。",
    )
    roles.declare(
        rules.HEAD,
        "信息公开工作机构负责人",
        (*handle, rules.KEEP, case_rules.DECIDE, case_rules.GRANT),
        description="审核、发出本单位的答复，批准延期，登记受理机构；不能审核本人起草的答复。",
    )
    roles.declare(
        rules.OVERSEER,
        "政务公开主管员",
        (rules.READ, rules.REPORT, rules.KEEP),
        description="查看本单位和下属单位的政府信息公开申请、期限和年报统计，登记受理机构。",
    )


def _acts() -> None:
    events.declare(
        disclosure__request_receive="收到公开申请",
        disclosure__request_enter="登记公开申请",
        disclosure__request_fail="公开申请未能受理",
        disclosure__request_late="申请人逾期补正或撤回",
        disclosure__request_confirm="确认收到公开申请",
        disclosure__request_accept="受理公开申请",
        disclosure__request_withdraw="申请人撤回公开申请",
        disclosure__request_end="不再处理公开申请",
        disclosure__request_propose="建议转为主动公开",
        disclosure__correction_ask="告知补正",
        disclosure__correction_take="收到补正",
        disclosure__opinion_ask="发出征求意见书",
        disclosure__opinion_reach="登记征求意见书送达",
        disclosure__opinion_end="征求意见结束",
        disclosure__fee_ask="发出收费通知",
        disclosure__fee_pay="登记缴费",
        disclosure__extension_ask="申请延期答复",
        disclosure__extension_settle="批复延期答复",
        disclosure__reply_save="起草公开答复",
        disclosure__reply_submit="报送公开答复",
        disclosure__reply_return="退回公开答复修改",
        disclosure__reply_send="审核发出公开答复",
        disclosure__reply_deliver="登记答复送达",
        disclosure__paper_draw="补制公开文书",
        disclosure__desk_open="登记公开受理机构",
        disclosure__desk_change="修改公开受理机构",
        disclosure__desk_fail="受理机构未送达外网",
        disclosure__desk_take="收到公开受理机构",
    )
