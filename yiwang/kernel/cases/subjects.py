"""What do the clocks of cases and of their steps run for?"""

from collections.abc import Collection

from yiwang.kernel.cases.models import Case
from yiwang.kernel.cases.queries import case_of
from yiwang.kernel.deadlines.subjects import About
from yiwang.kernel.processes.models import Step


def about_cases(references: Collection[str]) -> dict[str, About]:
    cases = Case.objects.filter(reference__in=references)
    return {case.reference: _about(case) for case in cases.only("pk", "reference", "number", "title")}


def about_steps(keys: Collection[str]) -> dict[str, About]:
    steps = Step.objects.filter(pk__in=keys, run__case__isnull=False).select_related("run__case")
    return {str(step.pk): _about(case_of(step), f"（{step.label}环节）") for step in steps}


def _about(case: Case, step: str = "") -> About:
    return About(f"{case.number} {case.title}{step}", f"/office/cases/{case.pk}/")
