"""Which case does a number on a paper mean, and who looked?"""

from django.db import transaction
from django.db.models import Q

from yiwang.kernel.audit.actions import record
from yiwang.kernel.audit.rules import Actor
from yiwang.kernel.cases.models import Case
from yiwang.subsystems.approvals.applications import rules as applications


@transaction.atomic
def found(by: Actor, typed: str) -> Case | None:
    """By the exact number of the receipt or of the case, whosever unit handles it; looking is recorded."""
    number = "".join(typed.split()).upper()[:40]
    cases = Case.objects.filter(kind=applications.KIND)
    case = cases.filter(Q(number=number) | Q(application__matter__number=number)).first()
    if case:
        record(by, "counter.case_look", case, number=case.number)
    return case
