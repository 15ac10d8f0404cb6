"""Who draws a topic that is composed of blocks? The room that knows how registers here."""

from collections.abc import Callable, Mapping

from yiwang.subsystems.portal.context import SiteFrame
from yiwang.subsystems.portal.models import Column

Draw = Callable[[SiteFrame, Column], Mapping[str, object] | None]
TEMPLATE = "portal_topics/public/topic.html"
_draw: list[Draw] = []


def register(draw: Draw) -> None:
    """From ``AppConfig.ready``. ``draw``: what a topic's page shows, or None where nothing was composed."""
    _draw[:] = [draw]


def drawn(frame: SiteFrame, topic: Column) -> Mapping[str, object] | None:
    return _draw[0](frame, topic) if _draw else None
