"""What is kept of items: the catalogue and its editions, clean-up rounds, and the guides outside?"""

from yiwang.subsystems.approvals.items.models.catalogue import Edition, Implementation, Item, Opinion
from yiwang.subsystems.approvals.items.models.cleanups import CleanUp, Decision, Verdict
from yiwang.subsystems.approvals.items.models.guides import Guide, GuideEdition, GuideFile, GuideTheme

__all__ = [
    "CleanUp",
    "Decision",
    "Edition",
    "Guide",
    "GuideEdition",
    "GuideFile",
    "GuideTheme",
    "Implementation",
    "Item",
    "Opinion",
    "Verdict",
]
