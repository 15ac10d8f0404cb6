"""Which letters to the government wait for an answer for too long? Read from the cases of the kernel."""

from collections.abc import Iterator
from datetime import date

from yiwang.kernel.cases.models import Case
from yiwang.kernel.deadlines.moments import day_of, shifted, start_of
from yiwang.kernel.findings.reports import Reported
from yiwang.subsystems.portal.inspection import rules

INDICATOR = "letters.unanswered"
# Consultation, suggestion, complaint to a mailbox; petitions (网上信访) are left out by the check table.
KIND = "letters.letter"
MOST = 200


def unanswered(slug: str, today: date) -> Iterator[Reported]:
    """For the main site only: letters are written to the city. Without a word of what they say."""
    if slug != "main":
        return
    since = start_of(shifted(today, days=-366))
    waiting = Case.objects.open().filter(kind=KIND, decided_at=None, received_at__gte=since)
    for case in waiting.order_by("received_at", "pk").select_related("unit")[:MOST]:
        received_on = day_of(case.received_at)
        if rules.is_long_unanswered(received_on, today):
            stood = f"{received_on}收到，由{case.unit.called}办理，至今没有答复"
            yield Reported(case.number, f"来信{case.number}超过3个月没有答复", "/letters/", stood)
