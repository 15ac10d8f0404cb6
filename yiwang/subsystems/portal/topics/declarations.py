"""Which acts, roles, jobs and menu entries does this room declare (topics composed of blocks)?"""

from yiwang.kernel.audit import events
from yiwang.kernel.files import holders
from yiwang.kernel.organizations import roles
from yiwang.kernel.workbench import menu
from yiwang.subsystems.portal import composed
from yiwang.subsystems.portal.rules import COLUMNS
from yiwang.subsystems.portal.topics import attached, drawing
from yiwang.subsystems.portal.topics.rules import COMPOSE, READ, RELEASE


def declare() -> None:
    composed.register(drawing.drawn)
    holders.register("portal.topic", attached.visible, attached.references)
    menu.register("专题", "portal_topics:topics", "信息发布", READ)
    events.declare(
        portal__topic_change="修改专题草稿",
        portal__column_topic_publish="发布专题",
        portal__column_topic_archive="归档专题",
        portal__column_topic_restore="恢复归档专题",
    )
    roles.describe(
        portal__topic_read="查看专题草稿",
        portal__topic_compose="搭建专题",
        portal__topic_release="审核发布专题",
    )
    roles.declare(
        "portal_topic_editor",
        "专题编辑",
        may=(READ, COMPOSE),
        description="用横幅、轮播、列表、图文、视频等区块搭建专题；发布由他人审核。",
    )
    roles.declare(
        "portal_topic_publisher",
        "专题签发",
        may=(READ, COMPOSE, RELEASE, COLUMNS),
        description="审核、发布、归档专题；不能发布自己最后修改的专题。",
    )
