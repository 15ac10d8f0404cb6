"""Who hears that the overall time of a stage runs out?"""

from yiwang.kernel.deadlines.models import Clock
from yiwang.kernel.deadlines.watchers import Happening
from yiwang.kernel.notifications.actions import tell
from yiwang.subsystems.approvals.applications.waiting import people_carrying
from yiwang.subsystems.approvals.projects import rules
from yiwang.subsystems.approvals.projects.models import Phase


def warn(clock: Clock, happening: Happening) -> None:
    """A watcher: whoever coordinates projects at the leading unit or above it."""
    phase = Phase.objects.select_related("project__unit").filter(pk=clock.subject_key).first()
    if phase is None or phase.state == rules.ENDED:
        return
    words = "已超过总时限" if happening == "breached" else "即将到总时限"
    subject = f"投资项目{phase.get_stage_display()}阶段{words}：{phase.project.code}"
    for person in people_carrying(rules.COORDINATOR, phase.project.unit):
        tell(
            person,
            subject=subject,
            body=phase.project.name or phase.project.code,
            link=f"/office/projects/{phase.project_id}/",
            key=f"projects:{clock.pk}:{happening}:{clock.due_at}",
        )
