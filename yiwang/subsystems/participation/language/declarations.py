"""What does this room declare: its acts and its jobs?"""

from django.conf import settings

from yiwang.kernel.audit import events
from yiwang.kernel.deadlines import ticking
from yiwang.subsystems.participation.language.actions import indexing


def declare() -> None:
    events.declare(language__model_train="训练来信分类模型", language__model_use="启用来信分类模型")
    if settings.ZONE != "outer":
        ticking.every("language.count_words", seconds=86_400, call=indexing.count_again, lease=3_600)
