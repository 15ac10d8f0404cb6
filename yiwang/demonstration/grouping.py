"""How did the websites of the demonstration city come to work together?"""

from collections.abc import Iterator

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days
from yiwang.demonstration.websites.contest import contest
from yiwang.demonstration.websites.duty import watch
from yiwang.demonstration.websites.newsroom import newsroom
from yiwang.demonstration.websites.sites import sites
from yiwang.demonstration.websites.topics import topics


def grouping(cast: Cast, days: Days) -> Iterator[Act]:
    yield from sites(cast, days)
    yield from topics(cast, days)
    yield from newsroom(cast, days)
    yield from watch(cast, days)
    yield from contest(cast, days)
