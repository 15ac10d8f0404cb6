"""How did the people of the demonstration city speak with it?"""

from collections.abc import Iterator

from yiwang.demonstration.cast import Cast
from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days
from yiwang.demonstration.participation.drafts import drafts
from yiwang.demonstration.participation.letters import letters
from yiwang.demonstration.participation.questionnaires import questionnaires
from yiwang.demonstration.participation.talks import talks


def participating(cast: Cast, days: Days) -> Iterator[Act]:
    yield from letters(cast, days)
    yield from drafts(cast, days)
    yield from questionnaires(cast, days)
    yield from talks(cast, days)
