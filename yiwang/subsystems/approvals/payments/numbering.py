"""Which number does a bill or a receipt get?"""

from yiwang.kernel.deadlines.moments import today
from yiwang.subsystems.approvals.payments import rules
from yiwang.subsystems.approvals.payments.models import Series

BILL, VOUCHER = "JK", "PJ"


def next_number(prefix: str) -> str:
    """The next one of the day; the series is ours until the commit, so that none is left out."""
    about = {"prefix": prefix, "day": today()}
    Series.objects.bulk_create([Series(**about)], ignore_conflicts=True)
    series = Series.objects.select_for_update().get(**about)
    series.last += 1
    series.save(update_fields=["last"])
    return rules.number(prefix, series.day, series.last)
