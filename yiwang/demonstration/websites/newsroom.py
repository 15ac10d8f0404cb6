"""Whom did the newsroom send where, what came of it, and which pictures were kept?"""

from collections.abc import Iterator
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from yiwang.demonstration import pictures
from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.kernel.deadlines.moments import today
from yiwang.subsystems.portal.newsroom.actions import archiving, assigning
from yiwang.subsystems.portal.newsroom.rules import OWN

CHIEF, REPORTERS = "hai.lan", ("xie.yunqiu", "jiang.wanqing")
# Working days back, event, kind, place, how many of the reporters, the scene of the picture kept.
ASSIGNED = (
    (52, "全市重点项目集中开工活动", "activity", "云麓区高新产业园", 2, "city"),
    (31, "澄湖湿地冬季候鸟监测采访", "interview", "澄湖湿地保护站", 1, "lake"),
    (12, "市政府常务会议报道", "meeting", "市政府会议室", 1, ""),
    (-3, "县区便民服务站走访调研", "research", "白渚县渡口镇", 2, ""),
)


def newsroom(cast: Cast, days: Days) -> Iterator[Act]:
    for number, (back, event, kind, place, count, scene) in enumerate(ASSIGNED):
        day = days.back(max(back, 0))
        sent: list[int] = []
        plan = assigning.Plan(event, kind, place, at(day, 14 * 60), at(day, 16 * 60 + 30))
        people = list(REPORTERS[:count])
        yield Act(at(day, 8 * 60 + 40 + number), partial(_assign, cast, plan, people, sent))
        if back > 0:
            yield Act(at(day, 17 * 60 + number), partial(_complete, cast, event, scene, sent))


def _assign(cast: Cast, plan: assigning.Plan, people: list[str], sent: list[int]) -> None:
    ids = [cast.posts[account].person_id for account in people]
    sent.append(assigning.assign(cast.by(CHIEF), plan, ids).pk)


def _complete(cast: Cast, event: str, scene: str, sent: list[int]) -> None:
    assigning.complete(cast.by(CHIEF), sent[0])
    if scene:
        by = cast.by(REPORTERS[0])
        photo = SimpleUploadedFile(f"{scene}.jpg", pictures.painted(scene, 2))
        said = archiving.Particulars(
            caption=f"{event}现场，{pictures.ALTERNATIVES[scene]}",
            taken_on=today(),
            author=cast.posts[REPORTERS[0]].person.name,
            rights=OWN,
            event=event,
            tags="新闻 现场",
            assignment_id=sent[0],
        )
        archiving.keep_photos(by, [photo], said)
