"""What does this room declare: its kinds, acts, roles, files, figures, jobs and pages?"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from pydantic import BaseModel

from yiwang.kernel.audit import events
from yiwang.kernel.cases import kinds as cases
from yiwang.kernel.cases import rules as case_rules
from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.exchange import kinds as exchange
from yiwang.kernel.exchange import rules as exchange_rules
from yiwang.kernel.exchange import telling
from yiwang.kernel.exchange.models import Crossing
from yiwang.kernel.exchange.telling import Said, Telling
from yiwang.kernel.files import holders
from yiwang.kernel.intake import kinds as intake
from yiwang.kernel.organizations import roles
from yiwang.kernel.organizations.models import Post
from yiwang.kernel.publications import kinds as publications
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.participation.language import confirmed
from yiwang.subsystems.participation.letters import (
    following,
    indicators,
    limits,
    messages,
    outside,
    progress,
    rules,
    suggesting,
    taking,
    waiting,
)
from yiwang.subsystems.participation.letters.actions import crossing, seconding
from yiwang.subsystems.participation.letters.models import Letter, Mailbox, Site

OFFICE = "/office/letters/"
PROMISES = {
    rules.LETTER: "收到后2个工作日内受理，受理后按类型在3至10个工作日内答复。",
    rules.PETITION: "15日内告知是否受理，自受理之日起60日内办结"
    "（《信访工作条例》第二十二条、第三十四条）。信访内容保密。",
}
PRIVATE = ("title", "text", "place", "against")


def declare() -> None:
    _kinds()
    _crossing()
    _acts()
    _roles()
    holders.register("letters.letter", waiting.visible, waiting.references)
    publications.declare(letter="来信选登")
    indicators.declare()
    confirmed.register("letters", suggesting.confirmed)
    if settings.ZONE != "outer":
        ticking.every("letters.warn_of_neglect", seconds=6 * 3600, call=waiting.warn_of_neglect)
    if settings.ZONE != "inner":
        ticking.every("letters.tell_inside", seconds=60, call=seconding.tell_inside)
    menu.register("信件办理", "participation_letters:letter_list", "政务服务", rules.READ)
    menu.register("答复模板", "participation_letters:template_list", "政务服务", rules.TEMPLATES)
    menu.register("信箱设置", "participation_letters:mailbox_list", "政务服务", rules.KEEP)
    todos.register("letters.sort", "待受理分办的来信", waiting.to_sort, OFFICE)
    todos.register("letters.answer", "待答复的来信", waiting.to_answer, OFFICE)
    todos.register("letters.judge", "待审核的答复", waiting.to_judge, OFFICE)
    todos.register("letters.call", "待回访和跟进", waiting.to_call, OFFICE)


def _kinds() -> None:
    for code, label in rules.LABELS.items():
        cases.register(
            cases.Kind(
                code=code,
                label=label,
                prefix=rules.PREFIXES[code],
                told=following.told,
                happened=following.happened,
                outcomes=rules.outcomes_of(code),
                refusals=frozenset(),
                acceptance=limits.ACCEPTANCE[code],
                links=_links,
            )
        )
        intake.register(
            intake.Kind(
                code=code,
                label=label,
                prefix=rules.PREFIXES[code],
                body=messages.Letter,
                take=taking.take,
                take_supplement=taking.take_supplement,
                take_withdrawal=taking.take_withdrawal,
                take_rating=taking.take_rating,
                promise=PROMISES[code],
                panels=(progress.AGAIN,),
                entered=_entered,
                private=PRIVATE,
            )
        )


def _entered(said: messages.Letter) -> dict[str, object]:
    """Of what an official enters only what its writer needs outside: no words of the letter."""
    shown = {"mailbox", "mailbox_name", "type", "type_label", "again"}
    return {name: value for name, value in said.model_dump(mode="json").items() if name in shown}


def _links(case: Case, post: Post) -> list[tuple[str, str]]:
    pk = Letter.objects.visible_to(post).filter(case=case).values_list("pk", flat=True).first()
    return [("信件办理", f"{OFFICE}{pk}/")] if pk else []


def _crossing() -> None:
    for code, label, body, take in (
        (messages.MAILBOX, "信箱设置", messages.Box, outside.take_mailbox),
        (messages.SITE, "嵌入站点设置", messages.Site, outside.take_site),
        (messages.TRACE, "信件办理情况", messages.Trace, outside.take_trace),
        (messages.SECONDED, "来信附议数", messages.Seconded, taking.take_seconded),
    ):
        exchange.register(exchange.Kind(code, 1, label, exchange_rules.SERVICE, body, take))
    # Subjects stand in the exchange for ever: they name neither writer nor matter.
    told: tuple[tuple[type[Crossing], str, str, str, Callable[[Any], BaseModel]], ...] = (
        (Mailbox, messages.MAILBOX, "code", "信箱设置", crossing.box_of),
        (Site, messages.SITE, "code", "嵌入站点设置", crossing.site_of),
        (Letter, messages.TRACE, "uid", "信件办理情况", crossing.trace_of),
    )
    for model, kind, key, subject, said in told:
        telling.register(Telling(kind, model, _saying(subject, said), (key,), "letters.crossing_fail"))


def _saying(subject: str, body: Callable[[Any], BaseModel]) -> Callable[[Any], Said]:
    return lambda row: Said(subject, body(row))


def _roles() -> None:
    roles.describe(letters__read="查看来信", letters__desk="受理分办来信", letters__keep="设置信箱")
    roles.describe(letters__templates="设置答复模板")
    handle = (rules.READ, case_rules.READ, case_rules.HANDLE)
    roles.declare(rules.CLERK, "信件承办员", handle, description="签收、办理分到本单位的来信，起草答复。")
    roles.declare(
        rules.REVIEWER,
        "信件审核员",
        (*handle, case_rules.DECIDE, case_rules.GRANT, rules.TEMPLATES),
        description="审核、发出本单位的答复，批准延期，设置本单位的答复模板；不能审核本人起草的答复。",
    )
    roles.declare(
        rules.MANAGER,
        "信箱管理员",
        (*handle, rules.DESK, rules.KEEP, rules.TEMPLATES),
        description="受理、分办、催办、公开本单位信箱的来信，回访来信人，设置信箱和答复模板。",
    )


def _acts() -> None:
    events.declare(
        letters__letter_receive="收到来信",
        letters__letter_enter="登记来信",
        letters__letter_fail="来信未能受理",
        letters__letter_late="来信人逾期补充或撤回",
        letters__letter_supplement="来信人补充",
        letters__letter_withdraw="来信人撤回来信",
        letters__letter_classify="来信分类",
        letters__letter_accept="受理来信",
        letters__letter_decline="不予受理来信",
        letters__letter_ask="请来信人补充",
        letters__letter_take="签收来信",
        letters__letter_assign="分办来信",
        letters__letter_return="退回来信",
        letters__letter_hand_down="转下属单位办理",
        letters__letter_hand_to_watchdog="检举件移交监督单位",
        letters__letter_involve="请其他单位协办",
        letters__letter_urge="催办来信",
        letters__delay_ask="申请延期答复",
        letters__delay_settle="批复延期答复",
        letters__letter_merge="合并来信",
        letters__letter_part="取消合并",
        letters__letter_split="拆分来信",
        letters__reply_save="起草答复",
        letters__reply_submit="报送答复",
        letters__reply_return="退回答复修改",
        letters__reply_send="审核发出答复",
        letters__letter_show="公开来信",
        letters__letter_take_down="撤下公开的来信",
        letters__call_back_attempt="回访来信人",
        letters__follow_up_settle="差评跟进",
        letters__letter_handle_again="重新办理来信",
    )
    _acts_beside()


def _acts_beside() -> None:
    """Of keeping mailboxes, and of what crosses between the zones."""
    events.declare(
        letters__template_make="新建答复模板",
        letters__template_change="修改答复模板",
        letters__mailbox_open="开设信箱",
        letters__mailbox_change="修改信箱",
        letters__site_add="增加嵌入站点",
        letters__site_close="停用嵌入站点",
        letters__crossing_fail="未送达外网",
        letters__box_take="收到信箱设置",
        letters__site_take="收到嵌入站点设置",
        letters__trace_take="收到信件办理情况",
        letters__seconded_tell="转送来信附议数",
        letters__seconded_take="收到来信附议数",
    )
