"""What does the regular job do about stages whose overall time waited for a calendar?"""

from django.db import transaction

from yiwang.subsystems.approvals.projects import rules
from yiwang.subsystems.approvals.projects.actions.holding import clock_of, start
from yiwang.subsystems.approvals.projects.models import Phase

BATCH = 200


def start_untimed() -> int:
    """How many now run."""
    waiting = Phase.objects.filter(state=rules.RUNNING).exclude(stage="").order_by("pk")
    return sum(_started(pk) for pk in list(waiting.values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _started(phase_id: int) -> bool:
    phase = Phase.objects.select_for_update().get(pk=phase_id)
    return clock_of(phase.pk) is None and start(phase)
