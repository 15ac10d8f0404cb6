"""Which acts, roles, jobs, menu entries, to-dos and holders of files does the portal declare?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.kernel.files import holders
from yiwang.kernel.organizations import roles
from yiwang.kernel.publications import kinds
from yiwang.kernel.publications import sections as publications
from yiwang.kernel.workbench import menu, todos
from yiwang.subsystems.portal import attached, sections, waiting
from yiwang.subsystems.portal.actions import articles, workflow
from yiwang.subsystems.portal.corrections import declarations as corrections
from yiwang.subsystems.portal.rules import COLUMNS, FORCE, PUBLISH, REVIEW, SITES, WRITE


def declare() -> None:
    _acts()
    _roles()
    kinds.declare(page="单页")
    publications.register(sections.KEEPER)
    holders.register("portal.article", attached.visible, attached.references)
    if settings.ZONE != "outer":  # no article lies outside
        ticking.every("portal.publish_due", seconds=5, call=workflow.publish_due)
        ticking.every("portal.expire_due", seconds=5, call=workflow.expire_due)
        ticking.every("portal.purge_due", seconds=3600, call=articles.purge_due)
    menu.register("稿件", "portal:articles", "信息发布", WRITE)
    menu.register("栏目", "portal:columns", "信息发布", COLUMNS)
    todos.register("portal.review", "待我审核的稿件", waiting.to_review, "/office/articles/?state=submitted")
    todos.register("portal.publish", "待我签发的稿件", waiting.to_publish, "/office/articles/?state=reviewed")
    todos.register("portal.returned", "退回给我的稿件", waiting.returned, "/office/articles/?state=returned")
    todos.register("portal.overdue", "超期未更新的栏目", waiting.overdue_columns, "/office/columns/")
    corrections.declare()


def _acts() -> None:
    events.declare(
        portal__site_open="登记网站",
        portal__site_change="修改网站信息",
        portal__column_open="开设栏目",
        portal__column_change="修改栏目",
        portal__column_move="移动栏目",
        portal__column_order="调整栏目顺序",
        portal__column_close="关闭栏目",
        portal__column_reopen="重新开放栏目",
        portal__article_create="新建稿件",
        portal__article_change="修改稿件",
        portal__article_submit="送审稿件",
        portal__article_take_back="撤回送审",
        portal__article_review="审核通过稿件",
        portal__article_send_back="退回稿件",
        portal__article_publish="签发稿件",
        portal__article_schedule="设定定时发布",
        portal__article_unschedule="取消定时发布",
        portal__article_force="特急签发稿件",
        portal__article_set_expiry="设定到期撤下",
        portal__article_withdraw="撤下稿件",
        portal__article_delete="删除稿件",
        portal__article_restore="恢复稿件",
        portal__article_purge="清除回收站稿件",
        portal__reader_open="开立文件导入账号",
    )


def _roles() -> None:
    roles.describe(
        portal__article_write="采编稿件",
        portal__article_review="审核稿件",
        portal__article_publish="签发、撤下稿件",
        portal__article_force="特急签发稿件",
        portal__column_manage="管理栏目",
        portal__site_manage="管理网站信息",
    )
    roles.declare(
        "portal_author", "信息采编", may=(WRITE,), description="撰写、修改、送审本单位及下属单位的稿件。"
    )
    roles.declare(
        "portal_reviewer",
        "信息审核",
        may=(WRITE, REVIEW),
        description="审核或退回稿件；不能审核自己修改或送审的稿件。",
    )
    roles.declare(
        "portal_publisher",
        "信息签发",
        may=(WRITE, PUBLISH, REVIEW, FORCE),
        description="签发、定时发布、撤下稿件；特急签发只限市级岗位并须写明理由。",
    )
    roles.declare(
        "portal_column_admin",
        "栏目管理",
        may=(COLUMNS, SITES),
        description="开设、调整、关闭栏目，维护网站信息。",
    )
