"""What does this room declare: its envelope, what is handed in, acts, roles, files, figures, jobs, pages?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import subjects, ticking, watchers
from yiwang.kernel.exchange import kinds, telling
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.files import holders
from yiwang.kernel.intake import kinds as intake
from yiwang.kernel.organizations import roles
from yiwang.kernel.publications import kinds as publications
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.participation.consultations import (
    indicators,
    messages,
    progress,
    reminding,
    rules,
    waiting,
)
from yiwang.subsystems.participation.consultations.actions import answering, crossing, handling, showing
from yiwang.subsystems.participation.consultations.models import Consultation

OFFICE = "/office/consultations/"


def declare() -> None:
    _acts()
    _roles()
    kinds.register(
        kinds.Kind(messages.NOTICE, 1, "民意征集", exchange.SERVICE, messages.Notice, showing.take_notice)
    )
    telling.register(
        telling.Telling(
            messages.NOTICE, Consultation, crossing.said, ("reference",), "consultations.notice_fail"
        )
    )
    intake.register(
        intake.Kind(
            code=rules.KIND,
            label=rules.LABEL,
            prefix=rules.PREFIX,
            body=messages.Opinion,
            take=handling.take,
            take_supplement=handling.take_supplement,
            take_withdrawal=handling.take_withdrawal,
            promise="征集结束后公布意见采纳情况，您也可以用编号和查询码查看自己的意见是否采纳。",
            private=("said", "remarks"),
        )
    )
    publications.declare(**{showing.KIND: "民意征集", showing.FEEDBACK_KIND: "民意征集反馈"})
    holders.register("consultations.shown", progress.shows_file, progress.held_files)
    holders.register("consultations.draft", progress.shows_draft_file, progress.held_files)
    subjects.register(rules.CLOCK, rules.CLOCK_LABEL, reminding.abouts)
    watchers.watch(reminding.warn, kind=rules.CLOCK)
    indicators.declare()
    if settings.ZONE != "outer":
        ticking.every("consultations.start_clocks", seconds=3_600, call=answering.start_clocks)
        ticking.every("consultations.answer_authors", seconds=60, call=answering.answer_authors)
    menu.register("民意征集", "participation_consultations:office_list", "信息发布", rules.EDIT)
    todos.register("consultations.opinions", "待处理的征集意见", waiting.to_handle, OFFICE)
    todos.register("consultations.feedback", "待公布的意见采纳情况", waiting.to_answer, OFFICE)
    todos.register("consultations.troubles", "没有送达外网的民意征集", waiting.in_trouble, OFFICE)


def _roles() -> None:
    roles.describe(
        consultations__draft_edit="编制征求意见稿",
        consultations__draft_publish="发布征求意见稿和意见采纳情况",
        consultations__opinion_handle="处理征集到的意见",
    )
    roles.declare(
        rules.EDITOR,
        "民意征集编制员",
        (rules.EDIT, rules.HANDLE),
        description="编制本单位及下属单位的征求意见稿，逐条处理意见。",
    )
    roles.declare(
        rules.PUBLISHER,
        "民意征集发布员",
        (rules.EDIT, rules.HANDLE, rules.PUBLISH),
        description="发布、延长、停止民意征集，公布意见采纳情况。",
    )


def _acts() -> None:
    events.declare(
        consultations__draft_begin="新建征求意见稿",
        consultations__draft_save="修改征求意见稿",
        consultations__draft_discard="删除征求意见稿草稿",
        consultations__draft_publish="发布征求意见稿",
        consultations__draft_prolong="延长征集期",
        consultations__draft_stop="停止民意征集",
        consultations__notice_fail="民意征集未送达外网",
        consultations__notice_retry="重新送出民意征集",
        consultations__notice_show="外网更新民意征集",
        consultations__opinion_take="收到征集意见",
        consultations__opinion_fail="意见未列入征集",
        consultations__opinion_withdraw="作者撤回意见",
        consultations__opinion_judge="处理征集意见",
        consultations__opinion_show="审看征集意见",
        consultations__opinions_export="导出征集意见",
        consultations__feedback_await="开始计算反馈期限",
        consultations__feedback_publish="公布意见采纳情况",
        consultations__author_tell="答复提意见的人",
        consultations__final_link="关联正式文件",
    )
