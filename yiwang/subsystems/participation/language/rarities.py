"""Which counting of what is common is in force?"""

from functools import lru_cache

from yiwang.subsystems.participation.language.models import Rarity
from yiwang.subsystems.participation.language.rules import storing, weighing


def in_force() -> weighing.Weighing:
    """The newest counting, or what letters say anyway where none was made yet."""
    newest = Rarity.objects.order_by("-pk").values_list("pk", "counted_at").first()
    return _counted(*newest) if newest else _background()


@lru_cache(maxsize=1)
def _counted(pk: int, counted_at: object) -> weighing.Weighing:
    row = Rarity.objects.get(pk=pk)
    return storing.weighing_of(row.documents, row.frequency)


@lru_cache(maxsize=1)
def _background() -> weighing.Weighing:
    return weighing.background()
