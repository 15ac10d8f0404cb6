"""What do items declare: acts, roles, the guide's envelope, files, jobs, menu entries, to-dos?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.exchange import kinds, telling
from yiwang.kernel.exchange import rules as exchange
from yiwang.kernel.exchange.telling import Telling
from yiwang.kernel.files import holders
from yiwang.kernel.findings import reports
from yiwang.kernel.organizations import roles
from yiwang.kernel.publications import kinds as publications
from yiwang.kernel.search import addresses
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.approvals.items import completeness, guides, messages, queries, rules, waiting
from yiwang.subsystems.approvals.items.actions import crossing, publishing, workflow
from yiwang.subsystems.approvals.items.models import Implementation


def declare() -> None:
    _acts()
    _roles()
    kinds.register(
        kinds.Kind(messages.GUIDE, 1, "办事指南", exchange.SERVICE, messages.GuideBody, publishing.take_guide)
    )
    telling.register(
        Telling(
            messages.GUIDE, Implementation, crossing.said, ("code",), "items.guide_fail", where="document"
        )
    )
    publications.declare(**{publishing.CATEGORY: "办事指南"})
    addresses.register(messages.GUIDE, lambda code: f"/services/{code}/")
    holders.register("items.guide", guides.shows_file, guides.held_files)
    holders.register("items.edition", queries.shows_file, queries.held_files)
    if settings.ZONE != "outer":
        reports.register(completeness.INDICATOR, completeness.incomplete)
        ticking.every("items.put_in_force", seconds=300, call=workflow.put_due_in_force)
        ticking.every("items.remind", seconds=43_200, call=waiting.remind)
    menu.register("事项库", "items:library", "政务服务", rules.EDIT)
    menu.register("事项审查", "items:reviews", "政务服务", rules.REVIEW)
    menu.register("事项清理", "items:cleanups", "政务服务", rules.EDIT)
    todos.register("items.reviews", "待审查的事项", waiting.to_review, "/office/items/reviews/")
    todos.register("items.cleanups", "待提出清理意见的事项", waiting.to_decide, "/office/items/cleanups/")
    todos.register("items.checks", "待核对的办事指南", waiting.to_check, "/office/items/?due=1")


def _roles() -> None:
    roles.describe(
        items__item_edit="编制本单位事项",
        items__item_review="审查事项和清理意见",
        items__library_manage="管理事项库和清理轮次",
    )
    roles.declare(
        rules.EDITOR,
        "事项编制员",
        (rules.EDIT,),
        description="编制、修订、核对本单位及下属单位的事项和办事指南，提出清理意见。",
    )
    roles.declare(
        rules.REVIEWER,
        "事项审查员",
        (rules.REVIEW,),
        description="联合审查各单位提交的事项版本和清理意见，审查同意后确定生效。",
    )
    roles.declare(
        rules.MANAGER,
        "事项库管理员",
        (rules.EDIT, rules.MANAGE),
        description="管理全市事项库：导入导出、发起和完成清理轮次、停止事项。",
    )


def _acts() -> None:
    events.declare(
        items__item_add="新增事项",
        items__item_copy="复制事项",
        items__item_end="停止事项",
        items__edition_draft="新建事项版本",
        items__edition_save="修改事项草稿",
        items__edition_discard="放弃事项草稿",
        items__file_attach="上传样表或空表",
        items__edition_submit="提交事项审查",
        items__edition_agree="事项审查同意",
        items__edition_send_back="退回事项修改",
        items__edition_plan="确定事项生效日期",
        items__edition_put_in_force="事项生效",
        items__items_import="导入事项",
        items__guide_confirm="核对办事指南",
        items__guide_publish="公布办事指南",
        items__guide_withdraw="停止办事指南",
        items__guide_fail="办事指南未送达外网",
        items__guide_retry="重新公布办事指南",
        items__cleanup_open="开始事项清理",
        items__cleanup_propose="提出清理意见",
        items__cleanup_keep="批量保留事项",
        items__cleanup_judge="审查清理意见",
        items__cleanup_close="完成事项清理",
    )
