"""What do the clocks of corrections run for?"""

from collections.abc import Collection

from yiwang.kernel.deadlines.subjects import About
from yiwang.subsystems.portal.corrections.models import Correction


def about_corrections(keys: Collection[str]) -> dict[str, About]:
    found = Correction.objects.filter(pk__in=keys).select_related("matter")
    return {
        str(each.pk): About(f"网站纠错 {each.number} {each.fault}", f"/office/corrections/{each.pk}/")
        for each in found
    }
