"""What does this room declare: its envelopes, acts, roles, figures, jobs and pages?"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.exchange import kinds, telling
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.intake import doors
from yiwang.kernel.organizations import roles
from yiwang.kernel.publications import kinds as publications
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.participation.surveys import indicators, messages, rules, waiting
from yiwang.subsystems.participation.surveys.actions import (
    answering,
    collecting,
    crossing,
    emptying,
    showing,
)
from yiwang.subsystems.participation.surveys.models import Survey

OFFICE = "/office/surveys/"


def declare() -> None:
    _acts()
    _roles()
    kinds.register(
        kinds.Kind(messages.EDITION, 1, "网上调查", exchange.SERVICE, messages.Edition, showing.take_edition)
    )
    kinds.register(
        kinds.Kind(messages.BATCH, 1, "网上调查答卷", exchange.SERVICE, messages.Batch, collecting.take_batch)
    )
    telling.register(
        telling.Telling(messages.EDITION, Survey, crossing.said, ("reference",), "surveys.survey_fail")
    )
    publications.declare(**{showing.KIND: "网上调查"})
    indicators.declare()
    if settings.ZONE != "inner":
        doors.open_door(r"/surveys/(?P<reference>[\w-]+)/", _hurried)
        ticking.every("surveys.empty_boxes", seconds=10, call=emptying.empty_boxes)
        ticking.every("surveys.seal_ended", seconds=60, call=emptying.seal_ended)
        ticking.every("surveys.forget_drafts", seconds=43_200, call=answering.forget_drafts)
    menu.register("网上调查", "participation_surveys:office_list", "信息发布", rules.EDIT)
    todos.register("surveys.notices", "待发布的调查结果说明", waiting.to_explain, OFFICE)
    todos.register("surveys.troubles", "没有送达外网的调查", waiting.in_trouble, OFFICE)


def _hurried(request: HttpRequest, reference: str) -> HttpResponse | None:
    """The view is imported with the first answer: forms and pages need what is not there yet."""
    from yiwang.subsystems.participation.surveys.public import answering as public  # noqa: PLC0415

    return public.hurried(request, reference)


def _roles() -> None:
    roles.describe(surveys__survey_edit="编制网上调查", surveys__survey_publish="发布和停止网上调查")
    roles.declare(
        rules.EDITOR,
        "调查编制员",
        (rules.EDIT,),
        description="编制本单位及下属单位的网上调查，查看已公开的结果，审看文字回答。",
    )
    roles.declare(
        rules.PUBLISHER,
        "调查发布员",
        (rules.EDIT, rules.PUBLISH),
        description="发布、延长、停止网上调查，发布结果说明。",
    )


def _acts() -> None:
    events.declare(
        surveys__survey_begin="新建网上调查",
        surveys__survey_save="修改网上调查设置",
        surveys__survey_copy="复制网上调查",
        surveys__survey_discard="删除网上调查草稿",
        surveys__question_change="修改调查题目",
        surveys__survey_publish="发布网上调查",
        surveys__survey_move_end="修改调查结束时间",
        surveys__survey_stop="停止网上调查",
        surveys__survey_explain="发布调查结果说明",
        surveys__remarks_review="审看调查文字回答",
        surveys__results_export="导出调查结果",
        surveys__survey_fail="网上调查未送达外网",
        surveys__survey_retry="重新送出网上调查",
        surveys__survey_show="外网公布网上调查",
        surveys__survey_close_outside="外网停止网上调查",
        surveys__box_empty="统计一批答卷",
        surveys__box_close="统计完成，销毁参与标记",
        surveys__answers_take="接收一批答卷",
    )
