"""How was the topic on digital government composed and published?"""

from collections.abc import Iterator
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from yiwang.demonstration import pictures
from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.subsystems.portal.topics.actions import composing
from yiwang.subsystems.portal.topics.models import Composition
from yiwang.subsystems.portal.topics.rules import Block, Item

TOPIC, EDITOR, PUBLISHER = "topic-digital", "ye.zhen", "fu.qingyan"
COMPOSED_BACK, PUBLISHED_BACK = 48, 47
INTRODUCTION = (
    "<p>居民和企业在一个入口办事，公务人员在一张网上办公。"
    "每一件事从受理到办结，时间、环节和结果都可以查询。</p>"
)
SLIDES = (("city", "一网办公：四十五个部门在同一平台办理"), ("lake", "一站服务：三百零四个事项网上可办"))

LINKS = (("网上办事大厅", "/services/"), ("政民互动", "/dialogue/"), ("办件查询", "/track/"))


def topics(cast: Cast, days: Days) -> Iterator[Act]:
    yield Act(at(days.back(COMPOSED_BACK), 14 * 60), partial(_compose, cast))
    yield Act(at(days.back(PUBLISHED_BACK), 9 * 60 + 40), partial(_publish, cast))


def _compose(cast: Cast) -> None:
    by, column = cast.by(EDITOR), cast.columns[TOPIC]
    shown = [
        composing.upload(by, SimpleUploadedFile(f"{scene}.jpg", pictures.painted(scene, 1)), is_video=False)
        for scene, _ in SLIDES
    ]
    slides = tuple(
        Item(f"{pictures.ALTERNATIVES[scene]}：{words}", file=stored.pk)
        for (scene, words), stored in zip(SLIDES, shown, strict=True)
    )
    blocks = [
        Block("slides", "slides", title="数字政府建设进展", items=slides),
        Block("about", "text", title="建设目标", body=INTRODUCTION),
        Block("news", "list", title="最新进展", source="column", column=column.pk, style="summaries"),
        Block("related", "list", title="相关报道", source="keyword", keyword="一网", most=5),
        Block(
            "links",
            "links",
            title="马上去办",
            items=(
                Item("网上办事大厅", "/services/"),
                Item("政民互动", "/dialogue/"),
                Item("办件查询", "/track/"),
            ),
        ),
    ]
    for block in blocks:
        composing.put_block(by, column.pk, block, shown if block.kind == "slides" else ())


def _publish(cast: Cast) -> None:
    held = Composition.objects.get(column=cast.columns[TOPIC])
    composing.publish(cast.by(PUBLISHER), held.column_id, held.version)
