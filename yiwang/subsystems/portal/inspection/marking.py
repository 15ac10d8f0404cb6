"""Which points and days of an indicator are in force here?"""

from collections.abc import Mapping

from yiwang.subsystems.portal.inspection.indicators import catalogue
from yiwang.subsystems.portal.inspection.models import Setting
from yiwang.subsystems.portal.inspection.rules import Marks


def in_force() -> Mapping[str, Marks]:
    """As they ship, or as the city set them; one query."""
    marks = {code: indicator.marks for code, indicator in catalogue().items()}
    for row in Setting.objects.filter(code__in=marks):
        marks[row.code] = Marks(float(row.each), float(row.most), row.veto_at, row.days)
    return marks
