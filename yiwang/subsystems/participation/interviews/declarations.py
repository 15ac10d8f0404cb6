"""What does this room declare: kinds, acts, roles, files, jobs, figures, pages, the live server?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.exchange import kinds
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.exchange import telling as zones
from yiwang.kernel.exchange.telling import Telling
from yiwang.kernel.files import holders
from yiwang.kernel.intake import kinds as intake
from yiwang.kernel.organizations import roles
from yiwang.kernel.publications import kinds as publications
from yiwang.kernel.search import addresses
from yiwang.kernel.workbench import companions, menu, todos
from yiwang.subsystems.participation.interviews import indicators, messages, queries, reading, rules, waiting
from yiwang.subsystems.participation.interviews.actions import asking, closing, showing, telling
from yiwang.subsystems.participation.interviews.live import place
from yiwang.subsystems.participation.interviews.models import Interview, Line
from yiwang.subsystems.participation.interviews.video import cutting

LIST = "/office/interviews/"


def declare() -> None:
    _acts()
    _roles()
    _kinds()
    holders.register("interviews.interview", queries.shows_file, queries.held_files)
    holders.register("interviews.broadcast", reading.shows_file, reading.held_files)
    publications.declare(**{showing.CATEGORY: "在线访谈"})
    addresses.register(showing.ORIGIN, lambda key: f"/interviews/{key}/")
    indicators.declare()
    if settings.ZONE != "inner":
        ticking.every("interviews.tell_figures", seconds=300, call=closing.tell_figures)
        ticking.every("interviews.cut_video", seconds=5, call=cutting.cut_due)
        companions.register("serve-live", place.NAME)
    menu.register("在线访谈", "participation_interviews:list", "信息发布", rules.EDIT)
    menu.register("访谈年度计划", "participation_interviews:plan", "信息发布", rules.EDIT)
    menu.register("访谈提问审核", "participation_interviews:asked", "信息发布", rules.MODERATE)
    todos.register("interviews.proposals", "待审批的访谈", waiting.to_approve, f"{LIST}?state=planned")
    todos.register("interviews.questions", "待审核的访谈提问", waiting.to_moderate, LIST)
    todos.register("interviews.steps", "待办的访谈步骤", waiting.steps, LIST)


def _kinds() -> None:
    for code, label, body, take in (
        (messages.INTERVIEW, "在线访谈", messages.Interview, showing.take_card),
        (messages.LINE, "访谈实录", messages.Line, showing.take_line),
        (messages.FIGURES, "访谈参与情况", messages.Figures, closing.take_figures),
    ):
        kinds.register(kinds.Kind(code, 1, label, exchange.SERVICE, body, take))
    # Cards before lines: a line of an interview that nobody outside knows is refused.
    zones.register(
        Telling(
            messages.INTERVIEW,
            Interview,
            telling.card_said,
            ("reference",),
            "interviews.interview_untold",
            counted="revision",
            besides=telling.send_video_anew,
        )
    )
    zones.register(
        Telling(
            messages.LINE,
            Line,
            telling.line_said,
            ("reference",),
            "interviews.line_untold",
            counted="revision",
            besides=telling.show_at_interview,
        )
    )
    intake.register(
        intake.Kind(
            code=rules.KIND,
            label=rules.LABEL,
            prefix=rules.PREFIX,
            body=messages.Question,
            take=asking.take,
            take_supplement=asking.take_supplement,
            take_withdrawal=asking.take_withdrawal,
            take_rating=asking.take_rating,
            most_files=0,
            promise=rules.PROMISE,
        )
    )


def _roles() -> None:
    roles.describe(
        interviews__plan="管理访谈计划",
        interviews__edit="申报和筹备访谈",
        interviews__host="主持文字直播",
        interviews__moderate="审核访谈提问",
    )
    roles.declare(
        rules.PLANNER,
        "访谈计划管理员",
        (rules.PLAN, rules.EDIT),
        description="审批年度访谈计划，管理流程指南和演播室，取消、撤回、归档访谈。",
    )
    roles.declare(
        rules.EDITOR,
        "访谈编辑",
        (rules.EDIT, rules.HOST),
        description="申报和筹备访谈，发布预告，主持文字直播，发布实录和回放。",
    )
    roles.declare(
        rules.MODERATOR,
        "提问审核员",
        (rules.MODERATE,),
        description="审核网友提问：公开或者说明不采用的理由。",
    )


def _acts() -> None:
    events.declare(
        interviews__interview_propose="申报访谈",
        interviews__interview_change="修改访谈",
        interviews__interview_approve="审批访谈",
        interviews__interview_announce="发布访谈预告",
        interviews__interview_start="开始访谈直播",
        interviews__interview_end="结束访谈直播",
        interviews__interview_archive="访谈归档",
        interviews__interview_cancel="取消访谈",
        interviews__interview_withdraw="撤回访谈",
        interviews__interview_untold="访谈未送达外网",
        interviews__line_untold="访谈实录未送达外网",
        interviews__interview_retell="重新发送访谈到外网",
        interviews__step_tick="登记访谈步骤",
        interviews__step_untick="撤销访谈步骤登记",
        interviews__studio_book="预订演播室",
        interviews__studio_give_up="取消演播室预订",
        interviews__studio_add="添加演播室",
        interviews__studio_open="开放演播室",
        interviews__studio_close="停用演播室",
        interviews__guide_change="修改访谈流程指南",
        interviews__words_keep="修改提问提示词",
        interviews__question_receive="收到访谈提问",
        interviews__question_fail="访谈提问未能提交",
        interviews__question_release="公开访谈提问",
        interviews__question_decline="不采用访谈提问",
        interviews__question_take_back="提问人撤回提问",
        interviews__question_supplement="收到提问人补充",
        interviews__question_rate="提问人评价",
        interviews__question_bring="选用访谈提问",
        interviews__line_say="发布访谈实录",
        interviews__line_correct="更正访谈实录",
        interviews__line_remove="删除访谈实录",
        interviews__transcript_publish="发布访谈文字实录",
        interviews__replay_show="发布访谈回放",
        interviews__figures_take="收到访谈参与情况",
        interviews__card_take="外网显示访谈",
        interviews__line_take="外网显示访谈实录",
        interviews__video_cut="视频切片完成",
        interviews__video_cut_fail="视频切片失败",
    )
