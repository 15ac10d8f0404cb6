"""Which rules fail, since when, and why?"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from yiwang.kernel.errors import Refused
from yiwang.subsystems.supervision.watching.models import Happening, RuleFault

LENGTH = 500


def in_words(fault: Exception) -> str:
    words = fault.sentence if isinstance(fault, Refused) else f"{type(fault).__name__}: {fault}"
    return words[:LENGTH]


@transaction.atomic
def settle(faults: Mapping[str, str], moment: datetime) -> None:
    """Note those of this sweep; forget a rule that failed before once nothing is left that it failed on."""
    known = set(RuleFault.objects.values_list("rule", flat=True))
    for code, error in faults.items():
        rows = RuleFault.objects.filter(rule=code)
        if not rows.update(last_at=moment, times=F("times") + 1, error=error):
            fresh = RuleFault(rule=code, since=moment, last_at=moment, error=error)
            RuleFault.objects.bulk_create([fresh], ignore_conflicts=True)
    if gone := known - set(faults):
        kept = Happening.objects.left().values_list("left", flat=True)
        left = {code for codes in kept for code in codes or ()}
        RuleFault.objects.filter(rule__in=gone - left).delete()
