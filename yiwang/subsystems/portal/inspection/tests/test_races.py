"""Two inspectors at the same moment: does one inspect, and the other hear who does? On PostgreSQL."""

from yiwang.kernel.audit.rules import SYSTEM
from yiwang.kernel.organizations.tests.racing import at_once, races, refusals
from yiwang.subsystems.portal.inspection.actions import runs
from yiwang.subsystems.portal.inspection.models import Run
from yiwang.subsystems.portal.inspection.tests.makers import make_watched

pytestmark = races


def test_of_two_who_begin_at_once_one_inspects_and_the_other_hears_of_it() -> None:
    site = make_watched()
    [refused] = refusals(at_once(*[lambda: runs.begin(SYSTEM, site.pk)] * 2))
    assert "正在检查中" in refused
    assert Run.objects.count() == 1


def test_of_two_workers_who_take_the_same_run_at_once_one_holds_it() -> None:
    run = runs.begin(SYSTEM, make_watched().pk)
    [refused] = refusals(at_once(*[lambda: runs.hold(run.pk)] * 2))
    assert "另一个进程" in refused
