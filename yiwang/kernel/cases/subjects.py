"""What do the clocks of cases and of their steps run for?"""

from collections.abc import Collection

from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.queries import case_of
from yiwang.kernel.deadlines.subjects import About
from yiwang.kernel.processes.models import Step


def about_cases(references: Collection[str]) -> dict[str, About]:
    cases = Case.objects.filter(reference__in=references)
    return {case.reference: _about(case) for case in cases.only("pk", "reference", "number", "title", "unit")}


def about_steps(keys: Collection[str]) -> dict[str, About]:
    """Whose step it is, which may be another unit's than the case."""
    steps = Step.objects.filter(pk__in=keys, run__case__isnull=False).select_related("run__case")
    return {str(step.pk): _about_step(step, case_of(step)) for step in steps}


def _about(case: Case) -> About:
    return About(f"{case.number} {case.title}", case.unit_id, f"/office/cases/{case.pk}/", case.title)


def _about_step(step: Step, case: Case) -> About:
    title = f"{case.number} {case.title}（{step.label}环节）"
    return About(title, step.unit_id, f"/office/cases/{case.pk}/", case.title)
