"""What does the overall clock of a stage run for?"""

from collections.abc import Collection

from yiwang.kernel.deadlines.subjects import About
from yiwang.subsystems.approvals.projects.models import Phase


def about_phases(keys: Collection[str]) -> dict[str, About]:
    found = Phase.objects.filter(pk__in=keys).select_related("project")
    return {
        str(phase.pk): About(
            f"{phase.project}（{phase.get_stage_display()}）", f"/office/projects/{phase.project_id}/"
        )
        for phase in found
    }
