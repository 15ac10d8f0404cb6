"""What do the regular jobs of the platform do every evening of the demonstration?"""

from collections.abc import Iterator

from yiwang.demonstration.clock import Act
from yiwang.demonstration.days import Days, at
from yiwang.kernel.cases.tasks import accept_by_law
from yiwang.kernel.deadlines.moments import now
from yiwang.kernel.deadlines.sweep import sweep
from yiwang.kernel.exchange.actions.delivering import deliver_waiting
from yiwang.kernel.intake.actions import handing_over
from yiwang.subsystems.approvals.applications.actions import publishing, telling
from yiwang.subsystems.approvals.payments.actions import owing, vouchers
from yiwang.subsystems.approvals.projects.actions import showing

EVENING = 18 * 60 + 40


def evenings(days: Days, first: int) -> Iterator[Act]:
    """From so many working days ago to the last one."""
    for back in range(first, -1, -1):
        yield Act(at(days.back(back), EVENING), _evening)


def _evening() -> None:
    """Whose clock is near its end or past it hears of it; what nobody answered in time counts as accepted;
    licences that were looked at become public, projects and payments are told outside; what a killed
    process owed goes on its way."""
    sweep(now())
    accept_by_law()
    publishing.publish_due()
    vouchers.draw_due()
    handing_over.hand_over_waiting()
    owing.hand_over_waiting()
    showing.show_waiting()
    telling.send_waiting()
    deliver_waiting()
