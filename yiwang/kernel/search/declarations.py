"""Which jobs does this package declare?"""

from yiwang.kernel.deadlines import ticking
from yiwang.kernel.search import tasks


def declare() -> None:
    ticking.every("search.follow_moves", seconds=300, call=tasks.follow_moves)
    ticking.every("search.tidy", seconds=3600, call=tasks.tidy, lease=3600)
